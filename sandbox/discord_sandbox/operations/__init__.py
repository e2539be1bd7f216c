"""Everything that can happen to the world. Whatever is changed is told to those who listen."""
