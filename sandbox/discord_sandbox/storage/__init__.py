"""Keeping the world from run to run."""
