"""Aggregates of what was recorded, and the questions that are answered from them alone."""
