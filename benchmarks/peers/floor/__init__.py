"""The floor: hand-written SQL in a bare ASGI application."""
