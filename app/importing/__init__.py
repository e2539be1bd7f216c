"""Brings in what another bot has gathered, once or again and again."""
