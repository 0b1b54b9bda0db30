"""Documents of some size, made for the limits."""

DEEP = "instructor { taughtCourses { nodes { "  # three fields, of a course


def nested(depth: int) -> str:
    """A query in which fields are nested so deep, through lists and objects."""
    rest = depth - 2
    opened = "courses(first: 0) { nodes { " + DEEP * ((rest - 1) // 3)
    left = (rest - 1) % 3
    closing = " }" * (opened.count("{"))
    ends = ("id", "instructor { id }", "instructor { profile { bio } }")
    return f"{{ {opened}{ends[left]}{closing} }}"


def nested_in_fragments(depth: int) -> str:
    """The same, where each fragment spreads the next."""
    steps = (depth - 3) // 3
    last = ("id", "instructor { id }", "instructor { profile { bio } }")
    whole = "{ courses(first: 0) { nodes { ...F0 } } }"
    for n in range(steps):
        whole += f" fragment F{n} on Course {{ {DEEP} ...F{n + 1} }} }} }} }}"
    return whole + f" fragment F{steps} on Course {{ {last[(depth - 3) % 3]} }}"


def aliased(count: int) -> str:
    return "{ " + " ".join(f"a{n}: __typename" for n in range(count)) + " }"


def aliased_in_fragments(count: int) -> str:
    """The same, one alias a fragment."""
    numbers = range(count)
    spreads = " ".join(f"...F{n}" for n in numbers)
    return f"{{ {spreads} }} " + " ".join(
        f"fragment F{n} on Query {{ a{n}: __typename }}" for n in numbers
    )


def directed(count: int) -> str:
    """A query with so many directives, at fields and at fragments."""
    fields = " ".join(
        f"... @skip(if: false) {{ me {{ id @include(if: {flag}) }} }}"
        for flag in ["true"] * (count // 2)
    )
    return f"{{ __typename{' @skip(if: false)' * (count % 2)} {fields} }}"


def mutations(count: int) -> str:
    numbers = range(count)
    return "mutation { " + " ".join(map(mutation, numbers)) + " }"


def mutations_in_fragments(count: int) -> str:
    """The same, half of them in a fragment."""
    half = [mutation(n) for n in range(count // 2)]
    others = [mutation(n) for n in range(count // 2, count)]
    return (
        f"mutation {{ {' '.join(half)} ...M }} "
        f"fragment M on Mutation {{ {' '.join(others)} }}"
    )


def mutation(number: int) -> str:
    return f'm{number}: revokeToken(refreshToken: "{number}") {{ revoked }}'


def of_tokens(count: int) -> str:
    return "{ " + "__typename " * (count - 2) + "}"


def of_characters(count: int) -> str:
    return "{ __typename }".ljust(count)


def of_digits(count: int) -> str:
    return "{ node(id: " + "7" * count + ") { id } }"


def of_digits_in_a_list(count: int) -> str:
    return "{ nodes(ids: [1, " + "7" * count + "]) { id } }"


def introspecting(depth: int) -> str:
    """Introspection with so many lists of types one in the other."""
    inner = "name"
    for _ in range(depth):
        inner = f"fields {{ type {{ {inner} }} }}"
    return f'{{ __type(name: "User") {{ {inner} }} }}'
