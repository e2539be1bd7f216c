"""Takes in what others have recorded: rows by the million, of which some are here already."""
