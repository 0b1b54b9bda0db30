"""Notifications to people, as rows.

Owns what somebody is told. Never decides that there is something to tell: the
app in which the fact happens does.
"""
