"""How operations come in and answers go out.

A request passes ``app`` (ASGI: reads the body), ``threads`` (one hop to a thread
with a database connection of its own) and ``pipeline`` (HTTP in, HTTP out:
checks, parsing, execution, encoding). Whatever has to be decided about a request
before it is executed belongs into the pipeline, and nowhere else.
"""
