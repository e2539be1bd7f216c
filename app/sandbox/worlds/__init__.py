"""Worlds to start with."""
