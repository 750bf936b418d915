"""Read a content file: YAML into plain data, with the line on which everything stands.

The YAML is the part of version 1.2 that JSON could say as well: no tags, no anchors and aliases,
no duplicate keys, and ``no`` or ``2015-01-01`` are text. Numbers with a fraction become Decimal,
so that ``0.1`` stays exact.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from cards.content.problems import ContentError, Problem

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 20

# Raise it whenever the same file must load differently: every file then counts as changed.
FORMAT = 1

NodePath = tuple[str | int, ...]

_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]{1,30}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ENTRIES = {"sections": "section", "cards": "card", "errata": "erratum"}


@dataclass(slots=True)
class Source:
    """A file that was read: its data, and `lines` from each place in the data to its line."""

    name: str
    digest: str
    data: Any = None
    lines: dict[NodePath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: NodePath) -> int:
        """The line of `path`, or of the nearest place around it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def entry(self, path: NodePath) -> NodePath:
        """The innermost section, card or erratum that `path` lies in; () outside of them."""
        for depth in (4, 2):
            place = path[:depth]
            if len(place) == depth and place[-2] in _ENTRIES and isinstance(place[-1], int):
                return place
        return ()

    def add_problem(self, path: NodePath, message: str) -> None:
        self.problems.append(Problem(self.name, self.line(path), self._where(path), message))

    def _where(self, path: NodePath) -> str:
        place = self.entry(path)
        if not place:
            return ""
        entry = self.data
        for key in place:
            try:
                entry = entry[key]
            except (LookupError, TypeError):  # inside the second of two equal keys
                return ""
        stable_id = entry.get("id") if isinstance(entry, dict) else None
        name = stable_id if isinstance(stable_id, str) else f"number {int(place[-1]) + 1}"
        return f"{_ENTRIES[str(place[-2])]} {name}"


def file_digest(path: Path) -> str:
    """What identifies the content of a file and the way in which it is loaded."""
    return _digest(path.read_bytes())


def read_source(path: Path) -> Source:
    """Read `path`; raises ContentError if it cannot be read or is not such YAML."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ContentError([Problem(path.name, 1, "", "the file is larger than 20 MB")])
        content = path.read_bytes()
        source = Source(path.name, _digest(content))
    except OSError as error:
        raise ContentError(
            [Problem(path.name, 1, "", f"cannot be read: {error.strerror}")]
        ) from None
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ContentError([Problem(path.name, line, "", "is not UTF-8")]) from None
    builder = _Builder(source)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise ContentError([_syntax_problem(source.name, text, error)]) from None
    builder.tell_problems()
    if source.problems:
        raise ContentError(source.problems)
    return source


def _digest(content: bytes) -> str:
    return hashlib.sha256(b"%d\n" % FORMAT + content).hexdigest()


def _syntax_problem(name: str, text: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        line = mark.line + 1
    else:
        line = text.encode().count(b"\n", 0, getattr(error, "position", None) or 0) + 1
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
    return Problem(name, line, "", f"is not valid YAML: {reason}")


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read; `key` is the mapping's key that waits for a value."""

    path: NodePath
    container: dict[str, Any] | list[Any]
    key: str | None = None


class _Builder:
    """Turn YAML events into data. An own stack, so that no nesting exhausts the interpreter's."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._open: list[_Open] = []
        self._started = False
        # Names of cards are only known at the end, so problems wait.
        self._found: list[tuple[NodePath, int, str]] = []

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.DocumentStartEvent():
                if self._started:
                    raise self._fatal(line, "holds more than one YAML document")
                self._started = True
            case yaml.AliasEvent():
                self._place(None, line, "anchors and aliases (& and *) are not allowed")
            case yaml.ScalarEvent():
                self._take_scalar(event, line)
            case yaml.MappingStartEvent():
                self._enter({}, event, line)
            case yaml.SequenceStartEvent():
                self._enter([], event, line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()

    def tell_problems(self) -> None:
        for path, line, message in self._found:
            self._source.lines.setdefault(path, line)
            where = self._source._where(path)
            self._source.problems.append(Problem(self._source.name, line, where, message))

    def _take_scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        parent = self._open[-1] if self._open else None
        if parent and isinstance(parent.container, dict) and parent.key is None:
            parent.key = event.value
            path = (*parent.path, event.value)
            if event.value in parent.container:
                self._found.append((path, line, f"the key “{event.value}” is there twice"))
            else:
                self._source.lines[path] = line
            return
        value = _resolve(event.value) if event.implicit[0] else event.value
        problem = next(_scalar_problems(event), "")
        self._place(value, line, problem)

    def _enter(
        self,
        container: dict[str, Any] | list[Any],
        event: yaml.MappingStartEvent | yaml.SequenceStartEvent,
        line: int,
    ) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise self._fatal(line, f"is nested deeper than {MAX_DEPTH} levels")
        parent = self._open[-1] if self._open else None
        if parent and isinstance(parent.container, dict) and parent.key is None:
            raise self._fatal(line, "a key must be a word")
        path = self._place(container, line, _tag_problem(event.tag))
        self._open.append(_Open(path, container))

    def _place(self, value: object, line: int, problem: str = "") -> NodePath:
        """Put `value` where it belongs and return its path."""
        path: NodePath = ()
        if not self._open:
            self._source.data = value
        else:
            parent = self._open[-1]
            if isinstance(parent.container, list):
                path = (*parent.path, len(parent.container))
                parent.container.append(value)
            else:
                path = self._place_under_key(parent, parent.container, value, line)
        self._source.lines.setdefault(path, line)
        if problem:
            self._found.append((path, line, problem))
        return path

    def _place_under_key(
        self, parent: _Open, mapping: dict[str, Any], value: object, line: int
    ) -> NodePath:
        if parent.key is None:
            raise self._fatal(line, "a key must be a word")
        path = (*parent.path, parent.key)
        mapping.setdefault(parent.key, value)
        parent.key = None
        return path

    def _fatal(self, line: int, message: str) -> ContentError:
        return ContentError([Problem(self._source.name, line, "", message)])


def _resolve(text: str) -> bool | int | Decimal | str | None:
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text):
        return True
    if _FALSE.fullmatch(text):
        return False
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _FLOAT.fullmatch(text) else text


def _scalar_problems(event: yaml.ScalarEvent) -> Iterator[str]:
    if problem := _tag_problem(event.tag):
        yield problem
    if found := _CONTROL.search(event.value):
        yield f"holds the control character U+{ord(found.group()):04X}"


def _tag_problem(tag: str | None) -> str:
    return f"tags are not allowed ({tag})" if tag else ""
