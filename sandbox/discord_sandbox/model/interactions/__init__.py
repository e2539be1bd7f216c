"""Interactions: what people do with commands and components, and how it is answered."""
