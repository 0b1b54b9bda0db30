"""Makes up requests and looks whether the server bears them: ``./run fuzz``.

schemathesis makes operations for every field of the schema, hypothesis everything below
them: bodies, headers, uploads, sockets. The server under test, its database and its
demo data are started here and end with the run. Never says what an answer should have
been; only what none may ever be (``oracle``).
"""
