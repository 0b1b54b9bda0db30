"""What `serve` says when it is ready."""

READY = """
  Lyceum is ready.

  {name:<12} http://{address}/graphql
  Admin        http://{address}/admin/
"""
ACCOUNTS = """
  Sign in as   student     s        s123s123
               instructor  ADMIN2   a123a123
               staff       staff    staff123staff
"""
TRY = """
  Try          {first}

    curl http://{address}/graphql --json \\
      '{{"query": "{{ courses(first: 3) {{ nodes {{ title studentCount }} }} }}"}}'

  Stop with Ctrl+C.
"""


def banner(*, address: str, has_graphiql: bool, has_demo: bool) -> str:
    name, first = "GraphQL", "ask it in another terminal:"
    if has_graphiql:
        name = "GraphiQL"
        first = "open GraphiQL and run its tabs from left to right, or:"
    return "".join(
        (
            READY.format(name=name, address=address),
            ACCOUNTS if has_demo else "",
            TRY.format(first=first, address=address),
        )
    )
