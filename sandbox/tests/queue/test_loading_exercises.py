"""`load_content` brings exercises in: again and again, without cost to anybody's progress."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import translation
from pytest_django import Settings

from cards.content import further
from cards.management.commands import load_content
from cards.models import Card, Section
from cards.tests.answering import learnt
from cards.tests.content_files import basic, section, write_document
from cards.tests.factories import make_section
from sandbox.content import ExerciseContent, ExerciseReport, load_exercises
from sandbox.exercise_pages import exercise_page, hint_text, solution_of
from sandbox.exercises.reader import load_exercise
from sandbox.models import Draft, Exercise
from sandbox.tests.factories import NOON

SHIPPED = Path(__file__).parents[3] / "fixtures" / "exercises"

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(tmp_path: Path, settings: Settings) -> Path:
    settings.EXERCISES_DIR = tmp_path / "exercises"
    settings.EXERCISES_DIR.mkdir()
    return tmp_path / "exercises"


@pytest.fixture
def nms(root: Path) -> Path:
    shutil.copytree(SHIPPED / "nms", root / "nms")
    return root / "nms"


@pytest.fixture
def home(nms: Path) -> Section:
    return make_section(stable_id=load_exercise(nms).sections[0], position=3)


def left_out(report: ExerciseReport) -> str:
    """The one exercise that was left out; other sentences are of sections that are not here."""
    (sentence,) = [one for one in report.problems if one.startswith("Left out")]
    return sentence


def touch(folder: Path) -> None:
    file = folder / "statement.en.md"
    file.write_text(file.read_text() + "\nOne more line.\n")


def test_an_exercise_gets_a_row_and_a_card_in_both_languages(home: Section) -> None:
    assert load_exercises().created == ["nms"]
    exercise = Exercise.objects.get()
    card = exercise.card
    assert (card.stable_id, card.kind, card.state) == ("exercise/nms", "exercise", "published")
    assert (card.section, card.document) == (home, home.document)
    assert exercise.title_zh in card.texts.get(language="zh").front
    assert exercise.summary_en in card.texts.get(language="en").front
    assert all(text.back for text in card.texts.all())
    assert list(exercise.sections.all()) == [home]


def test_loading_again_changes_nothing(home: Section) -> None:
    load_exercises()
    before = Card.objects.values().get(kind="exercise")
    report = load_exercises()
    assert report.unchanged == ["nms"]
    assert Card.objects.values().get(kind="exercise") == before


def test_what_is_loaded_is_known_without_reading_again(nms: Path, home: Section) -> None:
    content = ExerciseContent()
    assert not content.is_loaded()
    content.load()
    assert content.is_loaded()
    touch(nms)
    assert not content.is_loaded()


def test_a_change_of_any_file_changes_the_version(nms: Path, home: Section) -> None:
    load_exercises()
    before = Exercise.objects.get().version
    touch(nms)
    assert load_exercises().changed == ["nms"]
    exercise = Exercise.objects.get()
    assert exercise.version != before
    assert "One more line." in exercise_page(exercise, "en").statement


def test_progress_survives_a_change_a_retirement_and_the_return(
    nms: Path, home: Section, alice: User, tmp_path: Path
) -> None:
    load_exercises()
    exercise = Exercise.objects.get()
    schedule = learnt(alice, exercise.card, due=3, interval=6)
    draft = Draft.objects.create(
        learner=alice, exercise=exercise, framework="numpy", text="mine", updated_at=NOON
    )
    shutil.move(nms, tmp_path / "away")
    assert load_exercises().retired == ["nms"]
    exercise.refresh_from_db()
    assert (exercise.retired, exercise.card.state) == (True, Card.State.RETIRED)
    shutil.move(tmp_path / "away", nms)
    assert load_exercises().returned == ["nms"]
    exercise.refresh_from_db()
    card = Card.objects.get(pk=exercise.card_id)
    assert (exercise.retired, card.state) == (False, Card.State.PUBLISHED)
    assert list(card.schedules.all()) == [schedule]
    assert list(exercise.drafts.all()) == [draft]


def test_an_exercise_without_a_section_here_is_told_and_stops_no_other(
    nms: Path, root: Path, home: Section
) -> None:
    shutil.copytree(SHIPPED / "conv2d", root / "conv2d")
    report = load_exercises()
    assert report.created == ["nms"]
    assert left_out(report).startswith(
        "Left out the exercise conv2d: no document here has its section"
    )


def test_the_first_section_that_exists_is_the_home(nms: Path) -> None:
    second = make_section(stable_id="somewhere/else")
    text = (nms / "exercise.toml").read_text()
    start = text.index("sections = [") + len("sections = [")
    (nms / "exercise.toml").write_text(
        f'{text[:start]}"not/here", "somewhere/else", {text[start:]}'
    )
    report = load_exercises()
    assert Exercise.objects.get().card.section == second
    assert "names no section here: not/here" in report.problems[0]


def test_a_retired_section_is_none(home: Section) -> None:
    home.retired = True
    home.save()
    assert load_exercises().created == []


def test_a_broken_exercise_is_told_with_its_file_and_stops_no_other(
    root: Path, home: Section
) -> None:
    broken = root / "broken"
    shutil.copytree(SHIPPED / "nms", broken)
    (broken / "reference.py").unlink()
    report = load_exercises()
    assert report.created == ["nms"]
    assert left_out(report).startswith("Left out the exercise broken:")
    assert "reference.py" in left_out(report)


def test_an_edit_of_the_card_on_this_site_is_kept(nms: Path, home: Section) -> None:
    load_exercises()
    card = Card.objects.get(kind="exercise")
    card.texts.filter(language="en").update(front="Ours")
    Card.objects.update(edited_locally=True)
    touch(nms)
    load_exercises()
    assert card.texts.get(language="en").front == "Ours"


def test_exercises_stand_after_the_cards_of_their_section_and_in_reading_order(
    nms: Path, root: Path, home: Section
) -> None:
    shutil.copytree(nms, root / "a-harder-one")
    file = root / "a-harder-one" / "exercise.toml"
    lines = file.read_text().splitlines()
    file.write_text(
        "\n".join("difficulty = 5" if line.startswith("difficulty") else line for line in lines)
    )
    load_exercises()
    exercises = list(Exercise.objects.all())
    assert [one.slug for one in exercises] == ["nms", "a-harder-one"]
    assert [one.card.order for one in exercises] == [39_000, 39_001]


def test_the_page_has_what_everybody_may_read(home: Section) -> None:
    load_exercises()
    exercise = Exercise.objects.get()
    files = load_exercise(SHIPPED / "nms")
    with translation.override("zh-hans"):
        page = exercise_page(exercise)
        assert hint_text(exercise, 1) == files.hints[0].zh
        assert solution_of(exercise).notes == files.solution_notes.zh
    assert page.statement == files.statement.zh
    assert page.starters == files.starters
    assert page.hints == len(files.hints)
    assert page.categories.keys() == files.categories.keys()
    assert page.examples["numpy"].call == files.examples["numpy"].call
    with pytest.raises(IndexError):
        hint_text(exercise, 0)


def test_loading_documents_leaves_the_cards_of_exercises_alone(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    monkeypatch.setattr(load_content, "FOLDER", folder)
    write_document(folder, section("doc/a", basic("doc/a/x")))
    shutil.copytree(SHIPPED / "nms", root / "nms")
    file = root / "nms" / "exercise.toml"
    text = file.read_text()
    start = text.index("sections = [") + len("sections = [")
    file.write_text(f'{text[:start]}"doc/a", {text[start:]}')

    def load(*options: str) -> str:
        out = StringIO()
        call_command("load_content", *options, stdout=out)
        return out.getvalue()

    first = load()
    assert "Cards: 1 new" in first
    assert "Exercises: 1 new" in first
    unlike = {"front": "Quite another one?", "back": "Yes."}
    another = basic("doc/a/y", en=unlike, zh={"front": "另一张？", "back": "对。"})
    write_document(folder, section("doc/a", basic("doc/a/x"), another))
    assert "Exercises: 0 new, 0 changed, 0 returned, 0 retired, 1 unchanged." in load(
        "--if-changed"
    )
    assert Card.objects.get(kind="exercise").state == Card.State.PUBLISHED
    assert load("--if-changed") == "Content is up to date.\n"
    touch(root / "nms")
    again = load("--if-changed")
    assert "Exercises: 0 new, 1 changed" in again
    assert "Cards:" not in again
    assert "Exercises: 1 can be read." in load("--check")


def test_it_is_registered_once() -> None:
    assert further.registered.count(ExerciseContent()) == 1
    further.register_content(ExerciseContent())
    assert further.registered.count(ExerciseContent()) == 1
