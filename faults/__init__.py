"""Runs that break things on purpose and count what was lost: ``./run faults``.

They need a PostgreSQL, named by DATABASE_URL (any database of it; a new one beside it
is used), and redis-server on the path. Everything else is started here, speaks to this
machine only, and ends with the run.
"""
