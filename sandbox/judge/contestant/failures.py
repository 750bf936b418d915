"""Telling a learner what went wrong: the error's name, its text and their own lines."""

import traceback
from collections.abc import Iterable
from types import FrameType

import torch

from sandbox.judge.messages import (
    MAX_ERROR,
    MAX_FRAMES,
    MAX_FUNCTION,
    MAX_MESSAGE,
    Failure,
    FailureVerdict,
    Stage,
)

Frames = tuple[tuple[int, str], ...]

_OUT_OF_MEMORY = ("can't allocate memory", "not enough memory")
_TOO_DEEP = "the source is nested too deeply to be compiled"
# A runaway recursion fills the list: its beginning tells who called, its end where it broke.
_FIRST_FRAMES = 5


class Failed(Exception):
    """Raised by the judge's own code in the child where a case (or the program) cannot go on."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def fail(
    stage: Stage, verdict: FailureVerdict, error: str, message: str, frames: Frames = ()
) -> Failed:
    """Return what to raise where the judge itself found the fault."""
    return Failed(Failure(None, stage, verdict, error, clean(message, MAX_MESSAGE), frames))


def failed_by(
    error: BaseException,
    stage: Stage,
    file_name: str,
    called_with: Iterable[str] | None = None,
) -> Failed:
    """Return what to raise where the submission's own code raised `error`.

    `called_with` names the arguments: shown where they did not fit the signature.
    """
    verdict: FailureVerdict = "MLE" if _is_out_of_memory(error) else "RE"
    name = clean(_type_name(error), MAX_ERROR)
    message, frames = _message(error), _frames(error, file_name)
    if called_with is not None and type(error) is TypeError and not frames:
        message = f"{message} (called with: {', '.join(called_with) or 'nothing'})"
    return Failed(Failure(None, stage, verdict, name, clean(message, MAX_MESSAGE), frames))


def refused_by_compiler(error: BaseException) -> Failed:
    """Return what to raise where the source does not compile, with the line where known."""
    line = getattr(error, "lineno", None)
    frames: Frames = ((line, "<module>"),) if isinstance(line, int) and line >= 0 else ()
    text = error.msg if isinstance(error, SyntaxError) else _message(error)
    return fail("compile", "CE", clean(type(error).__name__, MAX_ERROR), text or _TOO_DEEP, frames)


def own_frames(frame: FrameType | None, file_name: str) -> Frames:
    """Return (line, function) of the submission's frames at and above `frame`, outermost first."""
    found: list[tuple[int, str]] = []
    while frame is not None and len(found) < MAX_FRAMES:
        if frame.f_code.co_filename == file_name:
            found.append((frame.f_lineno, clean(frame.f_code.co_qualname, MAX_FUNCTION)))
        frame = frame.f_back
    return tuple(reversed(found))


def clean(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text` (a str or a subclass), surrogates replaced."""
    # Called on str itself: a subclass may override every method that it has.
    cut = str.__getitem__(text, slice(limit))
    return str.encode(cut, "utf-8", "replace").decode()


def _frames(error: BaseException, file_name: str) -> Frames:
    own = [
        (line, clean(frame.f_code.co_qualname, MAX_FUNCTION))
        for frame, line in _walk(error)
        if frame.f_code.co_filename == file_name
    ]
    if len(own) > MAX_FRAMES:
        own = own[:_FIRST_FRAMES] + own[_FIRST_FRAMES - MAX_FRAMES :]
    return tuple(own)


def _walk(error: BaseException) -> Iterable[tuple[FrameType, int]]:
    return traceback.walk_tb(BaseException.__getattribute__(error, "__traceback__"))


def _type_name(error: BaseException) -> str:
    # A metaclass may answer for __name__, so the slot of `type` is asked.
    name = type.__dict__["__name__"].__get__(type(error))
    return name if isinstance(name, str) else "exception"


def _message(error: BaseException) -> str:
    try:
        return clean(str(error), MAX_MESSAGE)
    except BaseException:
        return "(its text cannot be read: __str__ raised)"


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(
        sign in _message(error) for sign in _OUT_OF_MEMORY
    )
