"""Requests to services other than Discord. Features use ``ExternalClient`` and see its errors; nothing else."""
