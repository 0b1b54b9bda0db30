"""The outer ring: settings, entry points and the one GraphQL schema.

It may import every app; no app imports it. Django imports this package before
the apps are ready, so nothing but this docstring belongs here.
"""
