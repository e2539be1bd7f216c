"""Counts days, and keeps what they came to."""
