"""Keeps the text of messages, encrypted and for a while, and shows staff what is edited, deleted, and who comes and goes."""
