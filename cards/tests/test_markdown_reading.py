"""The bytes of a file become text, or are refused with what to do about it."""

import gzip
import io
import zipfile

import pytest

from cards.content.markdown.reading import MAX_BYTES, MAX_LINES, read_source
from cards.content.markdown.refusals import Reason, Refused

CHINESE = "# 批归一化\n\n加速收敛，减轻对初始化的依赖。\n"


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("notes.md", "0" * 10_000_000)
    return buffer.getvalue()


def refused(data: bytes, encoding: str = "") -> Refused:
    with pytest.raises(Refused) as caught:
        read_source(data, encoding)
    return caught.value


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (CHINESE.encode(), "utf-8"),
        (CHINESE.encode("utf-8-sig"), "utf-8"),
        (CHINESE.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + CHINESE.encode("utf-16-be"), "utf-16"),
    ],
)
def test_utf_8_is_read_and_utf_16_by_its_mark(data: bytes, encoding: str) -> None:
    source = read_source(data)
    assert (source.text, source.encoding) == (CHINESE, encoding)


@pytest.mark.parametrize(
    ("encoding", "offered"),
    [("gbk", "gb18030"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be")],
)
def test_another_encoding_is_offered_and_then_reads_well(encoding: str, offered: str) -> None:
    error = refused(CHINESE.encode(encoding))
    assert (error.reason, error.offered) == (Reason.ENCODING, offered)
    assert read_source(CHINESE.encode(encoding), offered).text == CHINESE


def test_the_line_that_cannot_be_read_is_named() -> None:
    assert refused("plain\nplain\n批归一化\n".encode("gbk")).line == 3


def test_bytes_that_read_well_in_no_encoding_offer_none() -> None:
    error = refused(bytes(range(128, 256)) * 3 + b"\xff")
    assert (error.reason, error.offered) == (Reason.ENCODING, "")


@pytest.mark.parametrize("encoding", ["klingon", "hex", "idna", "a\0b"])
def test_an_encoding_that_is_none_of_text_is_refused(encoding: str) -> None:
    assert refused(CHINESE.encode(), encoding).reason == Reason.UNKNOWN_ENCODING


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "big5"])
def test_a_wrong_encoding_that_was_asked_for_offers_the_right_one(encoding: str) -> None:
    assert refused(CHINESE.encode(), encoding).offered == "utf-8"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\t\n", Reason.EMPTY),
        (b"\xef\xbb\xbf \n", Reason.EMPTY),
        (zipped(), Reason.ARCHIVE),
        (gzip.compress(b"0" * 1000, mtime=0), Reason.ARCHIVE),
        (b"%PDF-1.7\n", Reason.OTHER_FORMAT),
        (b"\x89PNG\r\n\x1a\n", Reason.OTHER_FORMAT),
        (b"<!DOCTYPE html><html></html>", Reason.WEB_PAGE),
        (b"\n<html lang=zh>", Reason.WEB_PAGE),
        (b"# a\n\x00", Reason.BINARY),
        (b"# a\n\x1b[31m", Reason.BINARY),
        (b"x" * (MAX_BYTES + 1), Reason.TOO_LARGE),
        (b"x\n" * (MAX_LINES + 2), Reason.TOO_MANY_LINES),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, reason: Reason) -> None:
    assert refused(data).reason == reason


def test_line_ends_of_all_systems_count_as_one_line_each() -> None:
    assert read_source(b"a\r\nb\rc\nd\x0ce\xe2\x80\xa8f").lines == [
        "a",
        "b",
        "c",
        "d",
        "e",
        "f",
        "",
    ]


def test_marks_that_turn_the_reading_direction_are_taken_out_and_told() -> None:
    source = read_source("a\nb\u202e\u2066c\nd\n".encode())
    assert source.text == "a\nbc\nd\n"
    assert source.direction_lines == (2,)


def test_marks_of_cloze_cards_cannot_be_smuggled_in() -> None:
    assert read_source("a\ufdd0b\n".encode()).text == "ab\n"
