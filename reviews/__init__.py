"""Reviews of courses by their students.

Owns a course's rating, and is the only one to write it.
"""
