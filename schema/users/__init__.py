"""The API of users/."""
