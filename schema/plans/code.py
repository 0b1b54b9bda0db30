"""Python that is written by a compiler: functions, and the constants in them."""

from typing import Any


class Module:
    """Functions that know each other and some constants."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = dict(names)
        self.text: list[str] = []
        self._number = 0

    def fresh(self, name: str) -> str:
        """A name that nothing has yet."""
        self._number += 1
        return f"{name}_{self._number}"

    def constant(self, value: Any, name: str = "constant") -> str:
        """The name by which the code has a value."""
        fresh = self.fresh(name)
        self.names[fresh] = value
        return fresh

    def add(self, name: str, parameters: str, lines: list[str]) -> None:
        body = "\n".join(f"    {line}" for line in lines)
        self.text.append(f"def {name}({parameters}):\n{body}\n")

    def run(self) -> dict[str, Any]:
        """All that the code defines."""
        exec(compile("\n".join(self.text), "<plan>", "exec"), self.names)
        return self.names


class Builder:
    """A function that builds one value of each of its ``rows``, all at once.

    What is loaded for all of them comes before; each row is ``r`` in the expression
    of its value.
    """

    def __init__(self, module: Module, name: str) -> None:
        self.module, self.name = module, module.fresh(name)
        self.lines: list[str] = []
        self.rows, self.loop = ["rows"], ["r"]
        self.kept: dict[Any, str] = {}
        self.asked: dict[str, list[str]] = {}

    def before(self, expression: str, name: str = "all") -> str:
        """The name of something that is computed once for all rows."""
        fresh = self.module.fresh(name)
        self.lines.append(f"{fresh} = {expression}")
        return fresh

    def ask(self, statement: Any, keys: str = "None") -> None:
        """What comes before will need the statement's rows of these keys."""
        name = self.module.constant(statement, "statement")
        self.asked.setdefault(keys, []).append(name)

    def along(self, expression: str) -> str:
        """The name, for each row, of its own item of a list computed for all."""
        own = self.module.fresh("one")
        self.rows.append(self.before(expression))
        self.loop.append(own)
        return own

    def list(self, expression: str, condition: str = "") -> str:
        """The expression of a list of something of each row, known before any loop."""
        where = f" if {condition}" if condition else ""
        return f"[{expression} for r in rows{where}]"

    def finish(self, value: str) -> str:
        """Add the function to the module; its name."""
        if len(self.loop) == 1:
            source = "r in rows"
        else:
            source = f"{', '.join(self.loop)} in zip({', '.join(self.rows)})"
        ahead = [
            f"ask_ahead(run, {keys}, {', '.join(names)})"
            for keys, names in self.asked.items()
            if len(names) > 1
        ]
        self.lines.append(f"return [{value} for {source}]")
        self.module.add(self.name, "run, rows", [*ahead, *self.lines])
        return self.name
