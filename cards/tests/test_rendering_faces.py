"""The two sides of each kind of card."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from cards.languages import ContentLanguage
from cards.models import Card, Erratum
from cards.rendering.faces import back_face, chosen_index, front_face
from cards.tests.factories import make_card

EN, ZH = ContentLanguage.EN, ContentLanguage.ZH
pytestmark = pytest.mark.django_db
CHOICES: dict[str, Any] = {
    "en": {"choices": ["right", "wrong one", "wrong two", "$w_3$"], "back": "Because."},
    "zh": {"choices": ["对", "错一", "错二", "$w_3$"], "back": "因为。"},
}


def prefetched(card: Card) -> Card:
    return (
        Card.objects.select_related("lead")
        .prefetch_related("texts", "errata", "lead__texts", "lead__errata")
        .get(pk=card.pk)
    )


def make_erratum(card: Card, **fields: Any) -> Erratum:
    defaults = {
        "document": card.document,
        "section": card.section,
        "stable_id": f"{card.stable_id}/e{Erratum.objects.count()}",
        "line": 50,
        "severity": "major",
        "wrong_en": "It says $a$.",
        "wrong_zh": "原文说 $a$。",
        "correct_en": "It is $b$.",
        "correct_zh": "应为 $b$。",
        "evidence_en": "Paper, table 2.",
        "evidence_zh": "论文表 2。",
    }
    erratum = Erratum.objects.create(**{**defaults, **fields})
    card.errata.add(erratum)
    return erratum


def test_a_question_shows_its_answer_only_on_the_back() -> None:
    card = make_card(en={"front": "Why $x$?", "back": "**So.**"})

    front, back = front_face(card, EN, seed=1), back_face(card, EN, seed=1)

    assert front.html == "<p>Why <math><mi>x</mi></math>?</p>\n"
    assert (front.input, front.choices, front.lang) == ("none", (), "en")
    assert back.front == front.html
    assert back.answer == "<p><strong>So.</strong></p>\n"
    assert back.extra == ""
    assert back.errata == ()


def test_a_card_speaks_the_language_asked_for_or_else_the_other() -> None:
    card = make_card(zh={"front": "为什么？", "back": "因为。"})
    assert front_face(card, ZH, seed=1).lang == "zh-Hans"
    assert "为什么" in front_face(card, ZH, seed=1).html

    card.texts.get(language="zh").delete()
    assert front_face(card, ZH, seed=1).lang == back_face(card, ZH, seed=1).lang == "en"


def test_a_cloze_card_hides_and_shows_its_own_number() -> None:
    text = {"front": "{{c1::one}} and {{c2::two}}", "back": "More."}
    lead = make_card(kind="cloze", cloze_number=1, en=text)
    sibling = make_card(lead.section, kind="cloze", cloze_number=2, lead=lead)
    sibling.texts.all().delete()

    first, second = front_face(lead, EN, seed=1), front_face(sibling, EN, seed=1)
    back = back_face(sibling, EN, seed=1)

    assert first.html == '<p><span class="cloze-gap">[…]</span> and two</p>\n'
    assert second.html == '<p>one and <span class="cloze-gap">[…]</span></p>\n'
    assert back.front == ""
    assert back.answer == '<p>one and <mark class="cloze">two</mark></p>\n'
    assert back.extra == "<p>More.</p>\n"


def test_choices_are_shuffled_by_the_seed_and_their_keys_tell_nothing() -> None:
    card = make_card(kind="choice", **CHOICES)
    orders = set()
    for seed in range(60):
        front = front_face(card, EN, seed=seed)
        assert front == front_face(card, EN, seed=seed)
        assert [key for key, _html in front.choices] == ["A", "B", "C", "D"]
        orders.add(tuple(html for _key, html in front.choices))

    first_places = {order.index("right") for order in orders}
    assert first_places == {0, 1, 2, 3}
    assert len(orders) > 12


def test_the_key_leads_back_to_the_choice_in_both_languages() -> None:
    card = make_card(kind="choice", **CHOICES)
    for seed in range(10):
        for language, right in ((EN, "right"), (ZH, "对")):
            keys = {str(html): key for key, html in front_face(card, language, seed=seed).choices}
            assert chosen_index(card, language, seed, keys[right]) == 0
            assert chosen_index(card, language, seed, keys["<math>" + _W3 + "</math>"]) == 3


_W3 = "<msub><mi>w</mi><mn>3</mn></msub>"


@pytest.mark.parametrize("key", ["E", "", "0", "a", "AB"])
def test_a_key_that_was_not_shown_is_refused(key: str) -> None:
    card = make_card(kind="choice", **CHOICES)

    with pytest.raises(ValueError, match="no choice was shown"):
        chosen_index(card, EN, 1, key)


def test_the_back_marks_the_right_choice_in_the_order_of_the_front() -> None:
    card = make_card(kind="choice", **CHOICES)
    front, back = front_face(card, EN, seed=5), back_face(card, EN, seed=5)

    assert [(key, html) for key, html, _correct in back.choices] == list(front.choices)
    assert [html for _key, html, correct in back.choices if correct] == ["right"]
    assert back.answer == "<p>right</p>\n"
    assert back.extra == "<p>Because.</p>\n"
    assert front.input == "choice"


@pytest.mark.parametrize(
    ("answer", "unit", "back", "shown", "extra"),
    [
        ("156", "", "156\n\n$6$ times 26.", "156", "<p><math><mn>6</mn></math> times 26.</p>\n"),
        ("36928", "", "36,928.\n\nWhy.", "36,928", "<p>Why.</p>\n"),
        ("28", "%", "28 %\n\nWhy.", "28 %", "<p>Why.</p>\n"),
        ("0.5000", "", "Half.", "0.5", "<p>Half.</p>\n"),
        ("100", "", "", "100", ""),
        ("1E+2", "", "", "100", ""),
        ("0.000001", "s", "", "0.000001 s", ""),
        ("0", "", "", "0", ""),
    ],
)
def test_a_number_is_shown_once_without_padding(
    answer: str, unit: str, back: str, shown: str, extra: str
) -> None:
    card = make_card(kind="numeric", numeric_answer=Decimal(answer), unit=unit, en={"back": back})
    card.refresh_from_db()

    front, face = front_face(card, EN, seed=1), back_face(card, EN, seed=1)

    assert (front.input, front.unit) == ("numeric", unit)
    assert face.answer == f"<p>{shown}</p>"
    assert face.extra == extra


def test_a_typed_answer_shows_its_first_accepted_form_as_plain_text() -> None:
    card = make_card(kind="typed", en={"accepted": ["<b>BN</b>", "norm"], "back": "Why."})

    assert front_face(card, EN, seed=1).input == "typed"
    assert back_face(card, EN, seed=1).answer == "<p>&lt;b&gt;BN&lt;/b&gt;</p>"
    assert back_face(card, EN, seed=1).extra == "<p>Why.</p>\n"


def test_errata_come_in_the_language_of_the_card_and_without_the_retired_ones() -> None:
    card = make_card(
        kind="cloze", cloze_number=1, en={"front": "{{c1::x}}"}, zh={"front": "{{c1::x}}"}
    )
    make_erratum(card)
    make_erratum(card, retired=True)
    sibling = make_card(card.section, kind="cloze", cloze_number=1, lead=card)

    (erratum,) = back_face(sibling, ZH, seed=1).errata

    assert erratum.wrong == "<p>原文说 <math><mi>a</mi></math>。</p>\n"
    assert erratum.correct == "<p>应为 <math><mi>b</mi></math>。</p>\n"
    assert erratum.evidence == "<p>论文表 2。</p>\n"
    assert (erratum.severity, erratum.severity_label, erratum.line) == ("major", "major", 50)
    assert back_face(card, EN, seed=1).errata[0].correct.startswith("<p>It is")


def test_no_query_runs_for_a_prefetched_card(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    lead = make_card(kind="cloze", cloze_number=1, en={"front": "{{c1::a}} {{c2::b}}"})
    make_erratum(lead)
    sibling = make_card(lead.section, kind="cloze", cloze_number=2, lead=lead)
    cards = [prefetched(lead), prefetched(sibling), prefetched(make_card(kind="choice", **CHOICES))]

    with django_assert_num_queries(0):
        for card in cards:
            front_face(card, EN, seed=1)
            back_face(card, EN, seed=1)


def test_the_front_does_not_contain_what_the_card_asks_for() -> None:
    secret = "zqxsecret"
    for fields in (
        {"kind": "basic", "en": {"back": secret}},
        {"kind": "typed", "en": {"accepted": [secret], "back": secret}},
        {
            "kind": "cloze",
            "cloze_number": 1,
            "en": {"front": f"{{{{c1::{secret}}}}}", "back": secret},
        },
        {"kind": "numeric", "numeric_answer": Decimal("98765"), "en": {"back": secret}},
    ):
        front = repr(front_face(make_card(**fields), EN, seed=1))
        assert not re.search(f"{secret}|98.?765", front)
