"""Compares plans with graphql-core for as long as one likes: ``./run differential``.

The documents, the data and the comparison are those of ``tests/plans``; here many more
are made up, and a document that is answered in two ways is made as small as can be.
"""
