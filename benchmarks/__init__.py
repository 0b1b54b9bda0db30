"""Measurements: ``./run bench``, this server beside others, is in README.md here."""
