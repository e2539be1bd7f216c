"""The configuration of one process: read once, checked whole, frozen."""
