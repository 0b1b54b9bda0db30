"""The API of notifications/."""
