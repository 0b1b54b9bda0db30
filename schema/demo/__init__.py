"""Made-up people, courses and learning, to try the platform with.

Owns the demo data and the bulk data; both are for development, never for
production. Never decides how something happens: it asks the apps' services.
"""
