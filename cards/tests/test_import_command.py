"""`manage.py import_document`: what it prints, and how it ends."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cards.models import Document, Import, Passage, Section
from cards.tests.factories import make_document
from cards.tests.notes import NOTES

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    return path


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_document", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_it_says_what_was_imported_and_that_nothing_changed(file: Path) -> None:
    assert run(file) == (
        "notes.md: imported into the new document “Networks”.\nSections: 4 new sections.\n"
    )
    assert run(file) == "notes.md: nothing changed in networks.\n"


def test_a_name_in_another_encoding_is_told_as_far_as_it_can_be_read(
    file: Path, tmp_path: Path
) -> None:
    name = os.fsdecode("笔记.md".encode("gbk"))
    assert "imported into" in run(file.rename(tmp_path / name))
    assert Import.objects.get().file_name.endswith(".md")


def test_a_document_can_be_named(file: Path) -> None:
    document = make_document(stable_id="mine")
    assert "imported into mine" in run(file, "--document", "mine")
    assert Passage.objects.filter(section__document=document).count() == 4


def test_a_new_document_can_be_named(file: Path) -> None:
    run(file, "--new", "--document", "mine")
    assert Document.objects.get().stable_id == "mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--document", "nowhere"], "There is no document nowhere. There are: here."),
        (["--document", "here", "--new"], "There is a document here already"),
        (["--document", "Not an id", "--new"], "Use lower-case letters"),
        (["--document", "a" * 101, "--new"], "at most 100 characters"),
        (["--document", "old", "--new"], "A document old is out of use; take another id."),
    ],
)
def test_a_wrong_document_is_refused(file: Path, arguments: list[str], message: str) -> None:
    make_document(stable_id="here")
    make_document(stable_id="old", retired=True)
    with pytest.raises(CommandError, match=message):
        run(file, *arguments)
    assert not Import.objects.exists()


def test_gbk_is_offered_and_then_imported(file: Path) -> None:
    file.write_bytes("# 批归一化\n\n加速收敛，减轻对初始化的依赖。\n".encode("gbk"))
    with pytest.raises(CommandError, match="Try again with --encoding gb18030"):
        run(file)
    run(file, "--encoding", "gb18030")
    assert Section.objects.get().title_zh == "批归一化"


def test_a_refusal_names_file_and_line_and_imports_nothing(file: Path) -> None:
    file.write_text(NOTES + "\n<script>alert(1)</script>\n")
    with pytest.raises(CommandError, match=r"notes\.md: Line 17 has .*<script>.*Nothing was"):
        run(file)
    assert not Document.objects.exists()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "nowhere.md")


def test_marks_that_were_taken_out_are_told(file: Path) -> None:
    file.write_text("# A\n\nb\u202ec\n")
    assert "Warning: Line 3 had marks that turn the reading direction." in run(file)
