"""What documents are rich in: how often in a hundred something is made up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Taste:
    """How often something happens where it may, in percent."""

    fields: int = 40  # at most, in one document
    depth: int = 9  # at most, of nested fields
    nodes: float = 40  # documents that go by `node` and `nodes`
    alias: float = 18
    fragment: float = 15  # a named fragment in place of a field
    inline: float = 12
    directive: float = 8
    again: float = 10  # a field that is there already, with other fields in it
    variable: float = 40  # in place of a value
    argument: float = 55  # where one may be left out
    paging: float = 75  # of the arguments of a page
    cursor: float = 40
    operations: float = 12  # documents of several operations
    wrong: float = 1.5  # a value that is refused, or that names nothing


TASTES = {
    "everything": Taste(fields=50),
    "lists": Taste(fields=40, nodes=10, paging=95, cursor=70, argument=80),
    "fragments": Taste(
        fields=60, depth=12, nodes=70, fragment=30, inline=30, directive=12, again=30
    ),
    "variables": Taste(fields=30, variable=85, argument=85, operations=35, wrong=4),
}
