"""Hands out files: public and private ones, and those of Django's own pages."""
