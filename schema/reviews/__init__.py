"""The API of reviews/."""
