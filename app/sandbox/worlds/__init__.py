"""Worlds to start with, in files."""

from app.sandbox.worlds.file import SMALL, WorldFile, load, names

__all__ = ["SMALL", "WorldFile", "load", "names"]
