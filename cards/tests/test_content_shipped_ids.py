"""An id that was shipped once may not go unnoticed: learners' progress hangs on it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cards.content import further
from cards.management.commands import load_content
from cards.tests.content_files import VALID

WEIGHTS = "card nets/convolution/weights"


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "nets.yaml").write_text(VALID)
    path = tmp_path / "shipped-ids.txt"
    monkeypatch.setattr(load_content, "FOLDER", folder)
    monkeypatch.setattr(further, "registered", [])
    return path


def check(*arguments: str) -> str:
    out = StringIO()
    call_command("load_content", "--check", *arguments, stdout=out)
    return out.getvalue()


def test_recorded_are_cards_their_siblings_and_sections_in_order(record: Path) -> None:
    check("--record")
    lines = record.read_text().splitlines()
    assert lines == sorted(lines)
    assert {"section nets/pooling", WEIGHTS, "card nets/pooling/average/c2"} <= set(lines)
    check()


def test_what_is_not_recorded_yet_is_told_with_its_place(record: Path) -> None:
    check()
    record.touch()
    with pytest.raises(CommandError, match=rf"nets\.yaml:\d+: {WEIGHTS} is not in shipped-ids"):
        check()


def test_an_id_that_is_gone_is_told_and_recording_does_not_forget_it(record: Path) -> None:
    check("--record")
    file = load_content.FOLDER / "nets.yaml"
    file.write_text(VALID.replace("id: nets/convolution/weights", "id: nets/convolution/heavy"))
    with pytest.raises(CommandError, match=rf"shipped-ids\.txt:\d+: {WEIGHTS} is gone"):
        check("--record")
    lines = record.read_text().splitlines()
    assert {WEIGHTS, "card nets/convolution/heavy"} <= set(lines)

    record.write_text("".join(f"{line}\n" for line in lines if line != WEIGHTS))
    check()


def test_a_file_on_its_own_is_not_held_against_the_record(record: Path) -> None:
    record.write_text("card nets/gone\n")
    check(str(load_content.FOLDER / "nets.yaml"), "--record")
    assert record.read_text() == "card nets/gone\n"
