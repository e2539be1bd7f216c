"""Fetches from Discord what happened while nobody looked: gaps after downtime, and history from before."""
