"""Is this text or file a program that could be judged at all? Asked before anything runs."""

from sandbox.errors import EmptySource, SourceHasNul, SourceNotUtf8, SourceTooLong
from sandbox.models.submissions import LONGEST_SOURCE


def check_source(source: str) -> str:
    """Return `source` as it is kept, with plain line ends; raises `SourceRefused`."""
    try:
        size = len(source.encode())
    except UnicodeEncodeError as error:
        raise SourceNotUtf8(position=error.start) from None
    if size > LONGEST_SOURCE:
        raise SourceTooLong(bytes=size, most=LONGEST_SOURCE)
    if "\0" in source:
        raise SourceHasNul(line=source.count("\n", 0, source.index("\0")) + 1)
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise EmptySource
    return text


def decode_source(content: bytes) -> str:
    """Return a file's content as `check_source` does; raises `SourceRefused`."""
    if len(content) > LONGEST_SOURCE:
        raise SourceTooLong(bytes=len(content), most=LONGEST_SOURCE)
    try:
        return check_source(content.decode())
    except UnicodeDecodeError as error:
        raise SourceNotUtf8(position=error.start) from None
