"""Lets moderators end a member's cooldown."""
