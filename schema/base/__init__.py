"""The words that every part of the API uses: nodes, connections, errors, payloads.

Knows no app's types; they are made with what is here.
"""
