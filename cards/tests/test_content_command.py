"""`manage.py load_content`: what it prints, and how it ends."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.content import further
from cards.management.commands import load_content
from cards.models import Card, Document
from cards.tests.content_files import VALID, basic, section, write_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(load_content, "FOLDER", tmp_path)
    # Documents alone; what other apps bring along is tested with them.
    monkeypatch.setattr(further, "registered", [])
    (tmp_path / "nets.yaml").write_text(VALID)
    return tmp_path


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("load_content", *arguments, stdout=out)
    return out.getvalue()


def test_all_files_of_the_folder_are_loaded(folder: Path) -> None:
    write_document(folder, section("doc/a", basic("doc/a/x")))
    assert run() == "Cards: 6 new, 0 changed, 0 returned, 0 retired, 0 unchanged.\n"
    assert Document.objects.count() == 2


def test_a_file_taken_out_of_the_folder_retires_its_document(folder: Path) -> None:
    write_document(folder, section("doc/a", basic("doc/a/x")))
    run()
    (folder / "doc.yaml").unlink()
    run()
    assert Document.objects.get(retired=True).stable_id == "doc"


def test_a_named_file_alone_retires_no_other_document(folder: Path) -> None:
    run()
    run(str(write_document(folder, section("doc/a", basic("doc/a/x")))))
    assert Document.objects.filter(retired=False).count() == 2


def test_files_that_have_not_changed_are_not_even_parsed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("--if-changed")
    monkeypatch.setattr("cards.content.validate.read_source", None)
    with CaptureQueriesContext(connection) as queries:
        assert run("--if-changed") == "Content is up to date.\n"
    assert len(queries) == 1


def test_files_that_have_changed_are_loaded(folder: Path) -> None:
    run("--if-changed")
    (folder / "nets.yaml").write_text(VALID.replace("difficulty: 3", "difficulty: 4"))
    assert "1 changed" in run("--if-changed")
    (folder / "nets.yaml").unlink()
    write_document(folder, section("doc/a", basic("doc/a/x")))
    assert "1 new" in run("--if-changed")


def test_bad_input_ends_with_every_message_and_an_error(folder: Path) -> None:
    text = VALID.replace("difficulty: 3", "difficulty: 7").replace("line: 12", "line: x")
    (folder / "nets.yaml").write_text(text)
    with pytest.raises(CommandError) as caught:
        run()
    assert caught.value.returncode == 1
    assert str(caught.value) == (
        "nets.yaml:30: card nets/pooling/choice: difficulty must be at most 5\n"
        "nets.yaml:60: erratum nets/e01: line must be a whole number\n"
        "2 problem(s), nothing was loaded."
    )
    assert not Card.objects.exists()


def test_what_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "odd.yaml").mkdir()
    with pytest.raises(CommandError, match=r"odd\.yaml:1: cannot be read: Is a directory"):
        run("--if-changed")


def test_an_empty_folder_is_an_error_and_retires_nothing(folder: Path) -> None:
    run()
    (folder / "nets.yaml").unlink()
    with pytest.raises(CommandError, match="There is no content file in"):
        run()
    assert not Document.objects.filter(retired=True).exists()


def test_checking_loads_nothing_and_reports_by_document(folder: Path) -> None:
    report = run("--check")
    assert not Document.objects.exists()
    assert "nets.yaml: nets\n" in report
    assert "  sections    3, 3 with cards\n" in report
    assert "  cards       5 entries, 6 cards\n" in report
    assert "basic 1 (20%), cloze 1 (20%), choice 1 (20%), numeric 1 (20%), typed 1 (20%)" in report
    assert "  difficulty  1 2 (40%), 2 2 (40%), 3 1 (20%)\n" in report


def test_checking_can_write_the_counts_as_a_page(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "content.md"
    run("--check", f"--page={page}")
    lines = page.read_text().splitlines()
    assert "| Networks | 3 | 3 | 5 | 6 | 1 | 1 | 1 | 1 | 1 | 1.8 | 1 |" in lines
    assert "| All | 3 | 3 | 5 | 6 | 1 | 1 | 1 | 1 | 1 | 1.8 | 1 |" in lines


def objections(folder: Path, *sections: dict[str, Any], **more: Any) -> list[str]:
    """What checking a file of these sections finds to mend."""
    path = write_document(folder, *sections, **more)
    with pytest.raises(CommandError) as refused:
        run("--check", str(path))
    *found, last = str(refused.value).splitlines()
    assert last == f"{len(found)} thing(s) to mend."
    return [re.sub(r"^\S+\.yaml:\d+: ", "", line) for line in found]


def test_checking_fails_for_doubles_also_in_another_section(folder: Path) -> None:
    front = "Why does batch norm need large batches"
    one = section("doc/a", basic("doc/a/x", en={"front": f"{front}?", "back": "So."}))
    two = section("doc/b", basic("doc/b/y", en={"front": f"{front} now?", "back": "So."}))
    (found,) = [line for line in objections(folder, one, two) if "en.front" in line]
    assert re.fullmatch(r"card doc/b/y: en\.front is 9\d% like that of doc/a/x", found)


def test_checking_fails_for_unequal_languages(folder: Path) -> None:
    cards = [
        basic("doc/a/x", en={"front": "What is solved for?", "back": "$n=3$"}),
        basic("doc/a/y", en={"front": "Which function?", "back": "`f`"}),
        basic("doc/a/z", zh={"front": "有 5 个？", "back": "有 1.2 万张。"}),
    ]
    found = objections(folder, section("doc/a", *cards))
    assert "card doc/a/x: formulas only in English: n=3" in found
    assert "card doc/a/y: code only in English: f" in found
    assert "card doc/a/z: numbers only in Chinese: 12000, 5" in found


def test_a_month_by_name_and_by_number_are_the_same(folder: Path) -> None:
    dated = basic(
        "doc/a/x",
        en={"front": "Which company, it may be asked?", "back": "One, in May 2022."},
        zh={"front": "哪家公司？", "back": "2022 年 5 月的一家。"},
    )
    run("--check", str(write_document(folder, section("doc/a", dated))))


def test_checking_fails_for_a_section_without_cards_unless_it_says_so(folder: Path) -> None:
    parent = section("doc/p")
    child = {**section("doc/a", basic("doc/a/x")), "parent": "doc/p"}
    contents = {**section("doc/contents"), "without_cards": True}
    empty = section("doc/e")
    assert objections(folder, parent, child, contents, empty) == [
        "section doc/e: has no cards; write some, or say without_cards: true"
    ]


def test_a_section_that_says_it_has_none_may_have_none(folder: Path) -> None:
    wrong = {**section("doc/a", basic("doc/a/x")), "without_cards": True}
    assert objections(folder, wrong) == ["section doc/a: has cards although it says without_cards"]


def test_checking_fails_for_a_mistake_that_no_card_shows(folder: Path) -> None:
    text = VALID.replace("        errata: [nets/e01]\n", "")
    (folder / "nets.yaml").write_text(text)
    with pytest.raises(CommandError, match="erratum nets/e01: no card shows it"):
        run("--check")


def test_it_can_be_silent(folder: Path) -> None:
    assert run("--verbosity=0") == ""
    assert Card.objects.exists()


def test_a_terminal_sees_the_progress(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    run()
    shown = capsys.readouterr().err
    assert "nets.yaml: 5 of 5 cards checked" in shown
    assert shown.endswith("\r\x1b[K")


def test_a_log_file_sees_no_progress(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run()
    assert capsys.readouterr().err == ""
