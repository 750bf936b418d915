"""Facts that are read off Python text without running it."""

import ast
from functools import lru_cache


@lru_cache(maxsize=256)
def top_level_functions(source: str) -> frozenset[str]:
    """The names of the functions and classes that a module defines; empty if it does not parse."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    kinds = (ast.FunctionDef, ast.ClassDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


def first_docstring_line(source: str) -> str:
    """The first line of a module's docstring, or an empty string."""
    try:
        docstring = ast.get_docstring(ast.parse(source)) or ""
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return docstring.strip().partition("\n")[0]
