"""Durable jobs and schedules in PostgreSQL, through PgQueuer.

A job is queued in the caller's transaction, so it exists exactly when the change it belongs to does. It may run
more than once (a worker can die after the effect), so its effect must bear repetition.
"""
