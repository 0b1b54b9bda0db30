"""People: accounts, profiles, passwords and tokens.

Owns who somebody is. Never knows what they study, teach or are told.
"""
