"""Acting as the people of the world, and reading what they see."""
