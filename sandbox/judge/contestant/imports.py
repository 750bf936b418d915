"""The allow-list of imports, for the submission's own code only.

Its module gets builtins of its own, whose __import__ asks first; importlib's functions ask when
the submission calls them. What numpy and torch import for themselves is left alone.
"""

import builtins
import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.judge.contestant.rules import Watch

_ALWAYS = frozenset({"__future__"})
_SPARE: list[dict[str, Any]] = []


def keep_spare_builtins() -> None:
    """Copy the builtins now, for the next program: a copy writes to every object that is in it."""
    _SPARE[:] = [dict(vars(builtins))]


def guarded_builtins(allowed: Sequence[str], watch: Watch) -> dict[str, Any]:
    """Return builtins for the submission's module that import only `allowed` top-level modules.

    Also makes importlib.import_module and importlib.__import__ ask, when it is the submission
    that calls them.
    """
    permitted = _ALWAYS | set(allowed)
    real_import = builtins.__import__

    def ask(name: object) -> None:
        top = name.partition(".")[0] if isinstance(name, str) else ""
        if top and top not in permitted:
            raise watch.refuse(top)

    def guarded_import(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the name of __import__
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> object:
        # Functions written in C that import something lazily call this too, since they take
        # __import__ from the frame that called them: always with an empty *list* (PyImport_Import).
        if not (type(fromlist) is list and not fromlist and globals is locals):
            ask(name)
        return real_import(name, globals, locals, fromlist, level)

    _ask_when_called_by_submission("import_module", ask, watch.file_name)
    _ask_when_called_by_submission("__import__", ask, watch.file_name)
    own = _SPARE.pop() if _SPARE else dict(vars(builtins))
    own["__import__"] = guarded_import
    return own


def _ask_when_called_by_submission(
    function: str, ask: Callable[[object], None], file_name: str
) -> None:
    real = getattr(importlib, function)

    def asking(name: str, *args: object, **kwargs: object) -> object:
        if sys._getframe(1).f_code.co_filename == file_name:
            ask(name)
        return real(name, *args, **kwargs)

    setattr(importlib, function, asking)
