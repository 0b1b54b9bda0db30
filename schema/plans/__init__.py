"""Queries compiled to SQL and Python; see README.md."""
