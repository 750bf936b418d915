"""Why a file is not imported. Whoever shows a refusal puts it into words."""

from enum import StrEnum


class Reason(StrEnum):
    """What is wrong with a file as a whole."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    ARCHIVE = "archive"
    OTHER_FORMAT = "other format"
    WEB_PAGE = "web page"
    BINARY = "binary"
    ENCODING = "encoding"
    UNKNOWN_ENCODING = "unknown encoding"
    TOO_MANY_LINES = "too many lines"
    TOO_MANY_HEADINGS = "too many headings"
    TOO_MANY_BLOCKS = "too many blocks"
    TOO_DEEP = "too deep"
    TOO_TANGLED = "too tangled"
    ACTIVE_HTML = "active HTML"


class Refused(ValueError):
    """The file cannot be imported. `line` counts from 1; 0 means the file as a whole.

    `detail` is the format found, the tag, or the encoding tried; `offered` an encoding in which
    the file reads well; `limit` the most that is allowed.
    """

    def __init__(
        self,
        reason: Reason,
        *,
        line: int = 0,
        detail: str = "",
        offered: str = "",
        limit: int = 0,
    ) -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.line = line
        self.detail = detail
        self.offered = offered
        self.limit = limit
