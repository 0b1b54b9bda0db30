"""graphene-django."""
