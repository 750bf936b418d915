"""Finds forbidden calls and imports in the text of a submission, for a clear message with a line.

This teaches; it is not the sandbox. Disguises that a text does not show are caught at run time.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sandbox.exercises.model import Framework, Rules

NUMPY_IMPORTS = frozenset(
    {
        "__future__", "abc", "bisect", "cmath", "collections", "copy", "dataclasses", "enum",
        "fractions", "functools", "heapq", "itertools", "math", "numbers", "numpy", "operator",
        "random", "statistics", "string", "types", "typing", "warnings",
    }
)  # fmt: skip
"""What every NumPy submission may import."""

# No name of a library is longer; longer chains of attributes would only take time.
_MOST_PARTS = 16
_LONGEST_NAME = 200
# Names that lead from a function to what lies behind it; no honest answer needs them.
_DETOURS = frozenset(
    {
        "__builtins__", "__closure__", "__code__", "__globals__", "__subclasses__", "__wrapped__",
    }
)  # fmt: skip
_LIBRARIES = frozenset({"numpy", "torch"})
_IMPORTERS = frozenset({"__import__", "importlib.import_module"})


@dataclass(frozen=True, slots=True, order=True)
class RuleBreak:
    """A forbidden call or import in the text."""

    line: int
    kind: Literal["call", "import"]
    name: str


def allowed_imports(rules: Rules, framework: Framework) -> tuple[str, ...] | None:
    """The top-level modules that a submission may import; None where any may be."""
    if framework == "torch":
        return None
    return tuple(sorted(NUMPY_IMPORTS | set(rules.imports)))


def forbidden_names(rules: Rules, framework: Framework) -> tuple[str, ...]:
    """The qualified names that a submission may not use."""
    return rules.torch_functions if framework == "torch" else rules.numpy_forbidden


def find_rule_break(tree: ast.Module, rules: Rules, framework: Framework) -> RuleBreak | None:
    """The first forbidden thing in `tree`, in the order of lines."""
    forbidden = frozenset(forbidden_names(rules, framework))
    watched = bool(forbidden) or (framework == "torch" and bool(rules.torch_operators))
    search = _Search(forbidden, _allowed(rules, framework), refuses_private=watched)
    nodes = list(ast.walk(tree))
    for node in nodes:
        search.learn(node)
    breaks = {found for node in nodes for found in search.breaks(node)}
    if watched:
        breaks |= {found for node in nodes for found in _detours(node)}
    return min(breaks, default=None)


def _detours(node: ast.AST) -> Iterator[RuleBreak]:
    """Names that lead behind a function, as attributes or as text: `getattr(f, "__globals__")`."""
    names: list[str] = []
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            names = [name]
        case ast.MatchClass(kwd_attrs=names):
            pass
        case ast.Constant(value=str(text)) if len(text) <= _LONGEST_NAME:
            names = text.split(".")
    for name in names:
        if name in _DETOURS:
            yield RuleBreak(getattr(node, "lineno", 0), "call", name)


def _is_private(name: str) -> bool:
    """Whether a qualified name leads into the inside of a library.

    There lie the doubles of all functions, and what switches the watching at run time off.
    """
    library, *parts = name.split(".")
    if library not in _LIBRARIES:
        return False
    return parts[:1] == ["core"] or any(
        part.startswith("_") and not part.startswith("__") for part in parts
    )


def _allowed(rules: Rules, framework: Framework) -> frozenset[str] | None:
    modules = allowed_imports(rules, framework)
    return None if modules is None else frozenset(modules)


@dataclass(slots=True)
class _Search:
    """Follows names through imports and plain assignments, whatever the scope."""

    forbidden: frozenset[str]
    modules: frozenset[str] | None
    refuses_private: bool
    aliases: dict[str, str] = field(default_factory=dict)
    # Modules with something forbidden in them of which everything was imported.
    starred: set[str] = field(default_factory=set)

    def learn(self, node: ast.AST) -> None:
        """Note what names stand for: `import numpy as np`, `from a import b`, `f = np.dot`."""
        match node:
            case ast.Import(names=names):
                for name in names:
                    top = name.name.partition(".")[0]
                    self.aliases[name.asname or top] = name.name if name.asname else top
            case ast.ImportFrom(module=str(module), names=names, level=0):
                for name in names:
                    if name.name == "*":
                        self._learn_everything_of(module)
                    else:
                        self.aliases[name.asname or name.name] = f"{module}.{name.name}"
            case ast.Assign(targets=[ast.Name(id=target)], value=value):
                dotted = self._dotted(value)
                # Longer than any name of a library: aliases of aliases that only grow.
                if (
                    0 < len(dotted) <= _LONGEST_NAME
                    and dotted != target
                    and target not in self.aliases
                ):
                    self.aliases[target] = dotted

    def _learn_everything_of(self, module: str) -> None:
        if any(name.startswith(f"{module}.") for name in self.forbidden):
            self.starred.add(module)

    def breaks(self, node: ast.AST) -> Iterator[RuleBreak]:
        """What is forbidden in this node alone."""
        match node:
            case ast.Import(names=names):
                for name in names:
                    yield from self._imported(name.name, node.lineno)
            case ast.ImportFrom(module=module, names=names, level=level):
                yield from self._imported("." * level + (module or ""), node.lineno)
                for name in names:
                    yield from self._used(f"{module}.{name.name}", node.lineno)
            case ast.Attribute() | ast.Name():
                dotted = self._dotted(node)
                if dotted:
                    yield from self._used(dotted, node.lineno)
            case ast.Call():
                yield from self._called(node)

    def _called(self, node: ast.Call) -> Iterator[RuleBreak]:
        """Names spelt as text: `getattr(np, "dot")`, `__import__("scipy")`."""
        match node.args:
            case [ast.Constant(value=str(name)), *_]:
                if self._dotted(node.func) in _IMPORTERS:
                    yield from self._imported(name, node.lineno)
            case [holder, ast.Constant(value=str(name)), *_]:
                dotted = self._dotted(holder)
                if dotted and self._dotted(node.func) == "getattr":
                    yield from self._used(f"{dotted}.{name}", node.lineno)

    def _imported(self, module: str, line: int) -> Iterator[RuleBreak]:
        if self.modules is not None and module.partition(".")[0] not in self.modules:
            yield RuleBreak(line, "import", module)
        yield from self._used(module, line)

    def _used(self, name: str, line: int) -> Iterator[RuleBreak]:
        candidates = [name, *(f"{module}.{name}" for module in self.starred if "." not in name)]
        for candidate in candidates:
            if candidate in self.forbidden or (self.refuses_private and _is_private(candidate)):
                yield RuleBreak(line, "call", candidate)

    def _dotted(self, node: ast.AST) -> str:
        """The qualified name that an expression spells, or an empty string."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute) and len(parts) < _MOST_PARTS:
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        parts.append(self._resolved(node.id))
        return ".".join(reversed(parts))

    def _resolved(self, name: str) -> str:
        """What a name stands for; an alias may lead to another, but not in circles."""
        for _ in range(5):
            head, dot, rest = name.partition(".")
            known = self.aliases.get(head, head)
            if known.partition(".")[0] == head:
                return known + dot + rest
            name = known + dot + rest
        return name
