"""Plans and graphql-core must answer alike, byte by byte.

Documents over the whole of the schema's queries are made up by choices among numbers
(``choices``), which hypothesis can make as well as a random generator: ``./run
differential`` has it look for the smallest document with two answers. What there is to
ask comes from the schema itself: a new field is asked for with no change here.
"""
