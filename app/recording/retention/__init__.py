"""Keeps what was recorded for as long as it may be kept."""
