"""Links and short texts that a community keeps coming back to, under titles, aliases and tags."""
