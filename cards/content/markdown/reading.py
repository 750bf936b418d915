"""The bytes of a file as text, or why they are none."""

import codecs
import hashlib
import re
from dataclasses import dataclass

from cards.content.markdown.refusals import Reason, Refused

MAX_BYTES = 6_000_000
MAX_LINES = 200_000
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb2312")

_ARCHIVES = {
    b"PK\x03\x04": "ZIP",
    b"PK\x05\x06": "ZIP",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "RAR",
    b"\x28\xb5\x2f\xfd": "zstd",
}
_FORMATS = {
    b"%PDF-": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"RIFF": "RIFF",
    b"\x7fELF": "ELF",
    b"{\\rtf": "RTF",
    b"\xd0\xcf\x11\xe0": "DOC",
    b"SQLite format 3": "SQLite",
}
_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WEB_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# They turn the reading direction and make a text say something else than it shows.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Characters that no text has; cloze cards keep their marks there.
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_COMMON_CHINESE = re.compile(r"[\u4e00-\u9fff\u3000-\u3002\uff01-\uff5e\u2018-\u201d\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file: lines end in ``\\n``, `digest` is the SHA-256 of the bytes, in hex.

    `direction_lines` are the lines from which marks that turn the reading direction were taken.
    """

    text: str
    encoding: str
    digest: str
    direction_lines: tuple[int, ...] = ()

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


def read_source(data: bytes, encoding: str = "") -> Source:
    """Return the text of `data`; without `encoding` it must be UTF-8, or UTF-16 with its mark.

    Raises Refused for what is no text, for other encodings (offering the one that fits) and where
    a limit is passed.
    """
    if len(data) > MAX_BYTES:
        raise Refused(Reason.TOO_LARGE, limit=MAX_BYTES)
    if not data.strip():
        raise Refused(Reason.EMPTY)
    _refuse_formats(data)
    found = _known(encoding) or _by_mark(data) or "utf-8"
    if found != "utf-8" and not data.isascii() and not _by_mark(data) and _is_utf_8(data):
        raise Refused(Reason.ENCODING, detail=found, offered="utf-8")
    text = _decode(data, found)
    if control := _CONTROLS.search(text):
        raise Refused(Reason.BINARY, line=text.count("\n", 0, control.start()) + 1)
    text = _NONCHARACTERS.sub("", _BREAKS.sub("\n", text.removeprefix("\ufeff"))).rstrip() + "\n"
    if not text.strip():
        raise Refused(Reason.EMPTY)
    if text.count("\n") > MAX_LINES:
        raise Refused(Reason.TOO_MANY_LINES, limit=MAX_LINES)
    turned = _lines_of(_DIRECTION, text)
    text = _DIRECTION.sub("", text) if turned else text
    return Source(text, found, hashlib.sha256(data).hexdigest(), turned)


def _refuse_formats(data: bytes) -> None:
    for known, reason in ((_ARCHIVES, Reason.ARCHIVE), (_FORMATS, Reason.OTHER_FORMAT)):
        for start, name in known.items():
            if data.startswith(start):
                raise Refused(reason, detail=name)
    if _WEB_PAGE.match(data.removeprefix(codecs.BOM_UTF8)[:1000]):
        raise Refused(Reason.WEB_PAGE)


def _by_mark(data: bytes) -> str:
    return next((name for mark, name in _BOMS.items() if data.startswith(mark)), "")


def _known(encoding: str) -> str:
    """The encoding under its usual name; only those of text, and of the languages of the site."""
    try:
        name = codecs.lookup(encoding).name if encoding else ""
    except (LookupError, ValueError):
        name = encoding
    if name and name not in ENCODINGS:
        raise Refused(Reason.UNKNOWN_ENCODING, detail=encoding)
    return name


def _is_utf_8(data: bytes) -> bool:
    """Whether the bytes are UTF-8, which those of other encodings hardly ever are by chance."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\x00" not in data


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if b"\x00" in data and not (offered := _offer(data, ("utf-16-le", "utf-16-be"))):
            raise Refused(Reason.BINARY, line=line) from None
        offered = _offer(data, ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"))
        raise Refused(Reason.ENCODING, line=line, detail=encoding, offered=offered) from None


def _offer(data: bytes, encodings: tuple[str, ...]) -> str:
    """The first of `encodings` in which `data` reads as Chinese or plain text, or nothing.

    Reading all of it is surer than the statistics of a detecting library, which took short
    Chinese notes for Korean or for nothing at all.
    """
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:20_000]
        if len(_COMMON_CHINESE.findall(sample)) >= 0.9 * len(sample) and "\x00" not in sample:
            return encoding
    return ""


def _lines_of(pattern: re.Pattern[str], text: str) -> tuple[int, ...]:
    if not pattern.search(text):
        return ()
    return tuple(n for n, line in enumerate(text.split("\n"), 1) if pattern.search(line))
