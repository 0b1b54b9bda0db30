"""Courses, their lessons and resources, enrollments and progress.

Owns what is taught, who learns it and how far they are. Never knows reviews.
"""
