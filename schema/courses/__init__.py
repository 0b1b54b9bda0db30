"""The API of courses/."""
