"""Strawberry-Django, as it comes."""
