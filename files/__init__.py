"""Files and texts that people give: kept safe, and given out safely.

Owns bytes and their addresses. Never knows whose they are or who may see them.
"""
