"""The notes that the shipped documents were made from attach to them, section by section."""

from io import StringIO

import pytest
import yaml
from django.core.management import call_command

from cards.content.imports.anchor_files import shipped_anchors
from cards.content.imports.service import read_notes
from cards.management.commands.load_content import FOLDER
from cards.models import Document, Passage
from cards.tests.notes import seeds_folder

SEEDS = seeds_folder()
FILES = sorted(SEEDS.iterdir()) if SEEDS else []


def test_every_anchor_is_that_of_a_shipped_section() -> None:
    for name, anchors in shipped_anchors().items():
        content = yaml.load((FOLDER / f"{name}.yaml").read_text(), Loader=yaml.CSafeLoader)
        sections = {section["id"] for section in content["sections"]}
        assert {anchor.section for anchor in anchors} <= sections
        assert [anchor.first for anchor in anchors] == sorted(anchor.first for anchor in anchors)


@pytest.mark.skipif(not FILES, reason="the notes are not beside this checkout")
def test_all_seeds_attach_without_a_warning_and_with_the_lines_of_the_inventory(db: None) -> None:
    documents = sorted(path for path in FOLDER.glob("*.yaml"))
    call_command("load_content", *map(str, documents), stdout=StringIO(), verbosity=0)
    told = StringIO()
    for path in FILES:
        call_command("import_document", str(path), stdout=told)
    assert "Warning" not in told.getvalue()
    assert Document.objects.count() == len(documents)
    lines = {
        anchor.section: (anchor.first, anchor.last)
        for anchors in shipped_anchors().values()
        for anchor in anchors
    }
    found = Passage.objects.values_list("section__stable_id", "first_line", "last_line")
    assert {section: (first, last) for section, first, last in found} == lines


@pytest.mark.skipif(not FILES, reason="the notes are not beside this checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_headings_of_the_seeds_are_those_of_the_inventory(path: object) -> None:
    assert SEEDS
    inventory = SEEDS.parent / "inventory" / "sections.yaml"
    if not inventory.is_file():
        pytest.skip("the inventory is not beside this checkout")
    file = SEEDS / str(getattr(path, "name", ""))
    text = file.read_text()
    wanted = {}
    for section in yaml.load(inventory.read_text(), Loader=yaml.CSafeLoader):
        line = int(str(section["lines"]).split("-")[0])
        if section["document"] == file.name and text.split("\n")[line - 1].lstrip()[:1] == "#":
            wanted[line] = section["title"]
    outline = read_notes(file.read_bytes(), file.name).outline
    found = {part.first: part.title for part in outline.parts if part.form == "heading"}
    assert found == wanted
