"""From Discord's events to rows: taken in at once, folded together, written in batches."""
