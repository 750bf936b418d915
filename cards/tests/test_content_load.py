"""Loading content: what is stored, what a second load does, and that progress survives it all."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.content.loader import is_loaded, load_documents
from cards.content.problems import ContentError
from cards.models import (
    Card,
    CardRevision,
    CardText,
    Document,
    Erratum,
    NewCardCursor,
    Schedule,
    Section,
    SiteSettings,
    Tag,
)
from cards.tests.content_files import VALID, basic, cloze, line_of, section, write_document
from cards.tests.factories import make_card, make_document, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def valid(tmp_path: Path) -> Path:
    path = tmp_path / "nets.yaml"
    path.write_text(VALID)
    return path


def learnt(learner: User, card: Card) -> Schedule:
    return Schedule.objects.create(
        learner=learner, card=card, interval=6, repetitions=2, due_day=20000, last_day=19994
    )


def card(stable_id: str) -> Card:
    return Card.objects.get(stable_id=stable_id)


def writes(queries: CaptureQueriesContext) -> list[str]:
    verbs = ("INSERT", "UPDATE", "DELETE")
    return [query["sql"] for query in queries if query["sql"].startswith(verbs)]


def test_everything_in_the_file_is_stored(valid: Path) -> None:
    report = load_documents([valid])
    assert len(report.created) == 5
    document = Document.objects.get()
    assert (document.title_en, document.title_zh) == ("Networks", "网络")
    assert (document.description_zh, document.origin) == ("笔记。", "shipped")
    pooling = Section.objects.get(stable_id="nets/pooling")
    assert (pooling.parent, pooling.position) == (Section.objects.get(stable_id="nets"), 2)
    gradient = card("nets/pooling/gradient")
    assert (gradient.state, gradient.origin, gradient.difficulty) == ("published", "shipped", 2)
    assert [tag.name for tag in gradient.tags.all()] == ["gradient", "pooling"]
    assert [erratum.evidence_zh for erratum in gradient.errata.all()] == ["手工计算。"]
    english, chinese = gradient.texts.order_by("language")
    assert english.back == r"To the largest input, $\frac{\partial y}{\partial x_i} = 1$ there."
    assert chinese.front == "最大池化把梯度传到哪里？"


def test_each_kind_keeps_its_own_fields(valid: Path) -> None:
    load_documents([valid])
    weights = card("nets/convolution/weights")
    assert (weights.numeric_answer, weights.numeric_tolerance) == (Decimal(36928), Decimal("0.5"))
    assert (weights.unit, weights.accepted_units) == ("weights", ["weights", "个"])
    choice = card("nets/pooling/choice").texts.get(language="zh")
    assert choice.choices == ["最大池化", "平均池化", "全局池化"]
    typed = card("nets/convolution/inventor").texts.get(language="en")
    assert typed.accepted == ["LeCun", "Yann LeCun"]
    erratum = Erratum.objects.get()
    assert (erratum.line, erratum.severity, erratum.correct_en) == (12, "minor", "The largest.")


def test_cards_stand_in_reading_order(valid: Path) -> None:
    load_documents([valid])
    assert list(Card.objects.order_by("order").values_list("stable_id", "order")) == [
        ("nets/pooling/gradient", 20_001),
        ("nets/pooling/average", 20_002),
        ("nets/pooling/average/c2", 20_003),
        ("nets/pooling/choice", 20_004),
        ("nets/convolution/weights", 30_001),
        ("nets/convolution/inventor", 30_002),
    ]


def test_a_second_load_writes_nothing(valid: Path, alice: User) -> None:
    load_documents([valid], complete=True)
    NewCardCursor.objects.create(learner=alice, document=Document.objects.get(), order=5)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = load_documents([valid], complete=True)
    assert writes(queries) == []
    assert not report.changed_anything
    assert report.unchanged == 5
    assert NewCardCursor.objects.exists()


def test_a_first_load_writes_no_history(valid: Path) -> None:
    load_documents([valid])
    assert not CardRevision.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_cards(tmp_path: Path) -> None:
    SiteSettings.load()
    counts = []
    for size, name in ((3, "small"), (40, "large")):
        cards = [
            cloze(f"{name}/a/c{n}", 1, 2)
            if n % 2
            else basic(f"{name}/a/b{n}", tags=[f"{name}-{n}"])
            for n in range(size)
        ]
        path = write_document(tmp_path, section(f"{name}/a", *cards), document=name)
        with CaptureQueriesContext(connection) as queries:
            load_documents([path])
        counts.append(len(queries))
    assert counts[0] == counts[1] < 45


def test_a_thousand_cards_load_in_few_queries(tmp_path: Path) -> None:
    cards = [basic(f"doc/a/b{n}", tags=["many"]) for n in range(1000)]
    path = write_document(tmp_path, section("doc/a", *cards))
    with CaptureQueriesContext(connection) as queries:
        load_documents([path])
    assert Card.objects.count() == 1000
    # SQLite takes 999 values in a statement, so rows travel in batches.
    assert len(queries) < 120


def test_a_changed_card_is_changed_in_place_with_history(tmp_path: Path, alice: User) -> None:
    load_documents([write_document(tmp_path, section("doc/a", basic("doc/a/x", tags=["one"])))])
    schedule = learnt(alice, card("doc/a/x"))
    new = basic("doc/a/x", tags=["two"], difficulty=5, en={"front": "New?", "back": "Yes."})
    report = load_documents([write_document(tmp_path, section("doc/a", new))])
    assert (report.changed, report.created) == (["doc/a/x"], [])
    changed = card("doc/a/x")
    assert changed.difficulty == 5
    assert changed.texts.get(language="en").front == "New?"
    assert [tag.name for tag in changed.tags.all()] == ["two"]
    assert Schedule.objects.get() == schedule
    assert schedule.card == changed
    after, before = changed.revisions.all()
    assert (after.comment, after.changed_by) == ("load_content", None)
    assert after.snapshot["texts"]["en"]["front"] == "New?"
    assert before.snapshot["texts"]["en"]["front"] == "Question x?"
    assert before.snapshot["tags"] == ["one"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tags: [pooling, gradient]", "tags: [pooling]"),
        ("        errata: [nets/e01]\n", ""),
        ("back: '$64 \\cdot (9 \\cdot 64 + 1)$'}\n        zh", "back: Many.}\n        zh"),
        ("wrong: [平均池化, 全局池化]", "wrong: [平均池化, 随机池化]"),
        ("accept: [LeCun, 杨立昆]", "accept: [LeCun]"),
        ("tolerance: 0.5", "tolerance: 0.25"),
        ("unit: weights", "unit: parameters"),
        ("units: [weights, 个]", "units: [weights]"),
    ],
)
def test_a_change_of_any_field_is_a_change(valid: Path, old: str, new: str) -> None:
    load_documents([valid])
    assert VALID.count(old) == 1
    valid.write_text(VALID.replace(old, new))
    assert len(load_documents([valid]).changed) == 1


def test_only_cards_that_say_something_else_get_history(tmp_path: Path) -> None:
    load_documents([write_document(tmp_path, section("doc/a", basic("doc/a/y")))])
    report = load_documents(
        [write_document(tmp_path, section("doc/a", basic("doc/a/x"), basic("doc/a/y")))]
    )
    assert (report.created, report.changed, report.moved) == (["doc/a/x"], [], 1)
    assert card("doc/a/y").order == 10_002
    assert not CardRevision.objects.exists()


def test_a_vanished_card_is_retired_and_returns_with_its_progress(
    tmp_path: Path, alice: User
) -> None:
    both = section("doc/a", basic("doc/a/x"), basic("doc/a/y"))
    load_documents([write_document(tmp_path, both)])
    schedule = learnt(alice, card("doc/a/x"))
    report = load_documents([write_document(tmp_path, section("doc/a", basic("doc/a/y")))])
    assert report.retired == ["doc/a/x"]
    assert card("doc/a/x").state == Card.State.RETIRED
    report = load_documents([write_document(tmp_path, section("doc/a", basic("doc/a/y")))])
    assert report.retired == []
    report = load_documents([write_document(tmp_path, both)])
    assert report.returned == ["doc/a/x"]
    assert card("doc/a/x").state == Card.State.PUBLISHED
    assert Schedule.objects.get() == schedule
    assert schedule.card == card("doc/a/x")


def test_a_vanished_section_and_erratum_are_retired_and_return(tmp_path: Path) -> None:
    erratum = {
        "id": "doc/e1",
        "section": "doc/a",
        "severity": "major",
        "en": {"wrong": "w", "correct": "c", "evidence": "e"},
        "zh": {"wrong": "w", "correct": "c", "evidence": "e"},
    }
    full = [section("doc/a", basic("doc/a/x")), section("doc/b", basic("doc/b/y"))]
    load_documents([write_document(tmp_path, *full, errata=[erratum])])
    load_documents([write_document(tmp_path, full[0])])
    assert Section.objects.get(stable_id="doc/b").retired
    assert Erratum.objects.get().retired
    assert card("doc/b/y").state == Card.State.RETIRED
    load_documents([write_document(tmp_path, *full, errata=[erratum])])
    assert not Section.objects.filter(retired=True).exists()
    assert not Erratum.objects.get().retired
    assert card("doc/b/y").state == Card.State.PUBLISHED


def test_a_section_that_needs_no_cards_is_known_as_such(tmp_path: Path) -> None:
    load_documents([write_document(tmp_path, section("doc/contents", without_cards=True))])
    assert Section.objects.get().without_cards
    load_documents([write_document(tmp_path, section("doc/contents"))])
    assert not Section.objects.get().without_cards


def test_a_vanished_document_is_retired_only_if_the_files_are_all_there_is(tmp_path: Path) -> None:
    first = write_document(tmp_path, section("doc/a", basic("doc/a/x")))
    second = write_document(tmp_path, section("two/a", basic("two/a/x")), document="two")
    load_documents([first, second], complete=True)
    load_documents([second])
    assert not Document.objects.filter(retired=True).exists()
    load_documents([second], complete=True)
    assert Document.objects.get(retired=True).stable_id == "doc"
    assert card("doc/a/x").state == Card.State.RETIRED
    assert Section.objects.get(stable_id="doc/a").retired
    assert is_loaded([second])
    load_documents([first, second], complete=True)
    assert card("doc/a/x").state == Card.State.PUBLISHED


def test_a_card_that_moves_to_another_section_keeps_its_progress(
    tmp_path: Path, alice: User
) -> None:
    load_documents([write_document(tmp_path, section("doc/a", basic("doc/a/x")), section("doc/b"))])
    schedule = learnt(alice, card("doc/a/x"))
    load_documents([write_document(tmp_path, section("doc/a"), section("doc/b", basic("doc/a/x")))])
    moved = card("doc/a/x")
    assert (moved.section.stable_id, moved.order) == ("doc/b", 20_001)
    assert Schedule.objects.get(card=moved) == schedule


def test_a_card_that_moves_to_another_document_keeps_its_progress(
    tmp_path: Path, alice: User
) -> None:
    first = write_document(tmp_path, section("doc/a", basic("doc/a/x")))
    second = write_document(tmp_path, section("two/a"), document="two")
    load_documents([first, second])
    schedule = learnt(alice, card("doc/a/x"))
    first = write_document(tmp_path, section("doc/a"))
    second = write_document(tmp_path, section("two/a", basic("doc/a/x")), document="two")
    with pytest.raises(ContentError, match="of the document doc, load its file together"):
        load_documents([second])
    load_documents([first, second])
    moved = card("doc/a/x")
    assert (moved.document.stable_id, moved.state) == ("two", "published")
    assert Schedule.objects.get(card=moved) == schedule


def test_a_card_whose_kind_changes_keeps_its_progress(tmp_path: Path, alice: User) -> None:
    load_documents([write_document(tmp_path, section("doc/a", basic("doc/a/x")))])
    schedule = learnt(alice, card("doc/a/x"))
    numeric = basic("doc/a/x", kind="numeric", answer=3, tolerance=0)
    for entry, number in ((cloze("doc/a/x", 2), 2), (numeric, 0), (basic("doc/a/x"), 0)):
        load_documents([write_document(tmp_path, section("doc/a", entry))])
        changed = card("doc/a/x")
        assert (changed.kind, changed.cloze_number) == (entry["kind"], number)
        assert changed.state == Card.State.PUBLISHED
        assert Schedule.objects.get(card=changed) == schedule
    assert Card.objects.count() == 1
    assert card("doc/a/x").numeric_answer is None


def test_a_parent_may_stand_after_its_child_and_change(tmp_path: Path) -> None:
    child = section("doc/b", parent="doc/a")
    load_documents([write_document(tmp_path, child, section("doc/a"))])
    assert Section.objects.get(stable_id="doc/b").parent == Section.objects.get(stable_id="doc/a")
    load_documents([write_document(tmp_path, section("doc/b"), section("doc/a"))])
    assert Section.objects.get(stable_id="doc/b").parent is None


def test_cards_and_documents_of_this_site_survive(tmp_path: Path) -> None:
    own = make_card(make_section(make_document()))
    path = write_document(tmp_path, section("doc/a", basic("doc/a/x")))
    load_documents([path], complete=True)
    inside = make_card(Section.objects.get(stable_id="doc/a"), order=10_777)
    load_documents([write_document(tmp_path, section("doc/new"), section("doc/a"))], complete=True)
    own.refresh_from_db()
    inside.refresh_from_db()
    assert own.state == inside.state == Card.State.PUBLISHED
    assert not own.document.retired
    assert inside.order == 20_777, "it moves along with its section"


def test_an_id_of_a_card_of_this_site_is_not_taken(tmp_path: Path) -> None:
    own = make_card(stable_id="doc/a/x")
    path = write_document(tmp_path, section("doc/a", basic("doc/a/w"), basic("doc/a/x")))
    line = line_of(path.read_text(), "- id: doc/a/x")
    with pytest.raises(ContentError) as caught:
        load_documents([path])
    assert str(caught.value) == (
        f"doc.yaml:{line}: card doc/a/x: the id doc/a/x belongs to a card made on this site"
    )
    assert Card.objects.get() == own
    assert not Document.objects.filter(stable_id="doc").exists()
    assert not Tag.objects.exists()


@pytest.mark.parametrize("taken", ["document", "section"])
def test_an_id_of_a_document_or_section_of_this_site_is_not_taken(
    tmp_path: Path, taken: str
) -> None:
    if taken == "document":
        make_document(stable_id="doc")
    else:
        make_section(stable_id="doc/a")
    path = write_document(tmp_path, section("doc/a", basic("doc/a/x")))
    with pytest.raises(ContentError, match=f"belongs to a {taken} made on this site"):
        load_documents([path])
    assert not Card.objects.exists()
    assert not Document.objects.filter(origin="shipped").exists()


def test_a_section_in_use_in_another_document_is_not_taken_from_it(tmp_path: Path) -> None:
    first = write_document(tmp_path, section("doc/a", basic("doc/a/x")))
    load_documents([first])
    second = write_document(tmp_path, section("doc/a"), document="two")
    line = line_of(second.read_text(), "- id: doc/a")
    with pytest.raises(ContentError) as caught:
        load_documents([second])
    assert str(caught.value) == (
        f"two.yaml:{line}: section doc/a: the id doc/a belongs to a section of the document doc, "
        "load its file together with this one"
    )
    assert Section.objects.get().document.stable_id == "doc"
    load_documents([write_document(tmp_path, section("doc/b")), second])
    assert Section.objects.get(stable_id="doc/a").document.stable_id == "two"


def test_a_failure_half_way_loads_nothing(valid: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_args: object, **_kwargs: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("cards.content.card_rows.save_errata", full_disk)
    with pytest.raises(OSError, match="no space left"):
        load_documents([valid])
    assert not Document.objects.exists()
    assert not Card.objects.exists()
    assert not is_loaded([valid])


def test_a_load_that_changed_something_forgets_where_new_cards_begin(
    tmp_path: Path, alice: User
) -> None:
    load_documents([write_document(tmp_path, section("doc/a", basic("doc/a/y")))])
    NewCardCursor.objects.create(learner=alice, document=Document.objects.get(), order=10_002)
    load_documents([write_document(tmp_path, section("doc/a", basic("doc/a/x"), basic("doc/a/y")))])
    assert not NewCardCursor.objects.exists()


def test_files_count_as_loaded_until_one_of_them_changes(valid: Path, tmp_path: Path) -> None:
    assert not is_loaded([valid])
    load_documents([valid])
    other = write_document(tmp_path, section("doc/a"))
    assert is_loaded([valid])
    assert not is_loaded([valid, other])
    valid.write_text(VALID + "# a remark\n")
    assert not is_loaded([valid])


def test_another_format_of_the_loader_makes_every_file_count_as_changed(
    valid: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_documents([valid])
    monkeypatch.setattr("cards.content.source.FORMAT", 2)
    assert not is_loaded([valid])


def test_texts_are_never_doubled(valid: Path) -> None:
    load_documents([valid])
    valid.write_text(VALID.replace("difficulty: 2", "difficulty: 4"))
    load_documents([valid])
    assert CardText.objects.count() == 10
