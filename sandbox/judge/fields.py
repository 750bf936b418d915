"""Reading the fields of a message's header, each of its type and none left over."""

from collections.abc import Iterable
from typing import Any, TypeVar

from sandbox.judge.wire import Frame, WireError

MAX_TEXTS = 10_000
MAX_TEXT = 1000

T = TypeVar("T")


class Fields:
    """Takes the fields of a header one by one; every method raises WireError for a wrong one."""

    def __init__(self, frame: Frame, kind: str) -> None:
        self._left = dict(frame.header)
        if self._left.pop("type", None) != kind:
            raise WireError(f"the message is no {kind}")

    @classmethod
    def of(cls, part: object) -> "Fields":
        """Take the fields of an object inside a header."""
        if not isinstance(part, dict):
            raise WireError("a part of a message is no object")
        return cls(Frame({**part, "type": "part"}), "part")

    def take(self, name: str, kind: type[T]) -> T:
        """Return the field, which is exactly of type `kind` (True is no int)."""
        value = self._pop(name)
        if type(value) is not kind:
            raise WireError(f"{name} is no {kind.__name__}")
        return value

    def take_optional(self, name: str, kind: type[T]) -> T | None:
        """Return the field, which is of type `kind` or null."""
        return self._pop(name) if self._is_null(name) else self.take(name, kind)

    def choose(self, name: str, options: Iterable[T]) -> T:
        """Return the field, which is one of `options`."""
        value = self._pop(name)
        for option in options:
            if type(value) is type(option) and value == option:
                return option
        raise WireError(f"{name} is none of what it may be")

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the field, a list of short texts."""
        listed = self.take(name, list)
        if len(listed) > MAX_TEXTS:
            raise WireError(f"{name} lists too much")
        return tuple(short(one, MAX_TEXT) for one in listed)

    def texts_or_none(self, name: str) -> tuple[str, ...] | None:
        """Return the field, a list of short texts or null."""
        return self._pop(name) if self._is_null(name) else self.texts(name)

    def short_text(self, name: str, limit: int) -> str:
        """Return the field, a text of at most `limit` characters."""
        return short(self.take(name, str), limit)

    def end(self) -> None:
        """Refuse what is left."""
        if self._left:
            raise WireError(f"unknown fields: {len(self._left)}")

    def _is_null(self, name: str) -> bool:
        return self._left.get(name, ...) is None

    def _pop(self, name: str) -> Any:  # noqa: ANN401 - whatever JSON may hold
        try:
            return self._left.pop(name)
        except KeyError:
            raise WireError(f"{name} is missing") from None


def short(text: object, limit: int) -> str:
    """Return a text of at most `limit` characters; raise WireError for anything else."""
    if type(text) is not str or len(text) > limit:
        raise WireError(f"not a text of at most {limit} characters")
    return text
