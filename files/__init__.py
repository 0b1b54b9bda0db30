"""Stored files: where they live and what they look like.

Owns bytes and their addresses. Never knows whose they are or who may see them.
"""
