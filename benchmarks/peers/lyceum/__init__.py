"""This server."""
