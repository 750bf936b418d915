"""What the review page shows: a card's front or back, and how far the day has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cards.answers import NumericCheck, TypedCheck, check_numeric, check_typed
from cards.languages import ContentLanguage
from cards.models import Card, Profile, Section
from cards.rendering.faces import back_face, chosen_index, front_face
from cards.scheduling.queue import Showing
from cards.scheduling.session import previews
from cards.views.access import LearnerRequest
from cards.views.showing_token import ShowingToken, issue_token

Context = dict[str, Any]

GRADES: Mapping[int, tuple[Any, Any]] = {
    0: (pgettext_lazy("grade", "Blank"), _("nothing came to mind")),
    1: (pgettext_lazy("grade", "Wrong"), _("wrong, and the answer looked new")),
    2: (pgettext_lazy("grade", "Close"), _("wrong, but the answer felt easy")),
    3: (pgettext_lazy("grade", "Hard"), _("right, with much effort")),
    4: (pgettext_lazy("grade", "Good"), _("right, after some thought")),
    5: (pgettext_lazy("grade", "Easy"), _("right at once")),
}


_CHECKED = (Card.Kind.CHOICE, Card.Kind.NUMERIC, Card.Kind.TYPED)


class NoSuchChoice(ValueError):
    """A choice that was not among those shown."""


@dataclass(frozen=True, slots=True)
class GradeButton:
    """A grade, what it means, and the days until the card would come back."""

    grade: int
    name: Any
    meaning: Any
    days: int
    drill: bool
    suggested: bool


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What the learner answered before looking, and whether it was right (None: not checked)."""

    text: str
    correct: bool | None = None
    typed: TypedCheck | None = None
    numeric: NumericCheck | None = None


OUTSIDE_A_REVIEW: Context = {
    "token": "",
    "showing_key": "",
    "scope_query": "",
    "given": GivenAnswer(text=""),
    "grades": (),
}
"""What the parts of a card need besides the card where it cannot be answered."""


def front_context(
    request: LearnerRequest,
    showing: Showing,
    *,
    language: ContentLanguage | None = None,
    token: ShowingToken | None = None,
) -> Context:
    """Everything the front needs; a token from an earlier showing keeps its key and shuffle."""
    language = language or _card_language(request)
    token = token or issue_token(showing, request.user, language)
    return {
        "showing": showing,
        "card": showing.card,
        "token": token.sign(),
        "showing_key": token.key,
        "language": language,
        "face": front_face(showing.card, language, seed=token.seed),
        "source": source_path(showing.card)[:-1],
        "given": GivenAnswer(text=""),
        "suffix": "",
        "side": "front",
    }


def back_context(
    request: LearnerRequest, showing: Showing, token: ShowingToken, given: str, *, day: int
) -> Context:
    """Everything the back needs; raises `AnswerTooLong` for an answer nobody types."""
    language = token.content_language
    answer = check_given(showing.card, language, token, given)
    return {
        "showing": showing,
        "card": showing.card,
        "token": token.sign(),
        "showing_key": token.key,
        "language": language,
        "face": back_face(showing.card, language, seed=token.seed),
        "source": source_path(showing.card),
        "given": answer,
        "grades": _grade_buttons(showing, answer, day=day),
        "suffix": "",
        "side": "back",
    }


def check_given(
    card: Card, language: ContentLanguage, token: ShowingToken, given: str
) -> GivenAnswer:
    """Compare what was typed or chosen with the card; kinds without input are not checked."""
    if not given.strip() or card.kind not in _CHECKED:
        return GivenAnswer(text="")
    if card.kind == Card.Kind.CHOICE:
        try:
            index = chosen_index(card, language, seed=token.seed, key=given)
        except ValueError as error:
            raise NoSuchChoice(given) from error
        return GivenAnswer(text=given, correct=index == 0)
    if card.kind == Card.Kind.NUMERIC:
        numeric = check_numeric(
            given,
            answer=card.numeric_answer,  # type: ignore[arg-type]  # a database constraint
            tolerance=card.numeric_tolerance,
            unit=card.unit,
            accepted_units=card.accepted_units,
        )
        return GivenAnswer(text=given, correct=numeric.correct, numeric=numeric)
    # Either language is accepted: "BN" is right on a Chinese card too.
    accepted = [form for text in (language, language.other) for form in card.text(text).accepted]
    typed = check_typed(given, accepted)
    return GivenAnswer(text=given, correct=typed.correct, typed=typed)


def _grade_buttons(showing: Showing, answer: GivenAnswer, *, day: int) -> list[GradeButton]:
    suggested = {True: 4, False: 1, None: None}[answer.correct]
    return [
        GradeButton(
            grade=grade,
            name=GRADES[grade][0],
            meaning=GRADES[grade][1],
            days=preview.days,
            drill=preview.drill,
            suggested=grade == suggested,
        )
        for grade, preview in previews(showing, today=day).items()
    ]


def _card_language(request: LearnerRequest) -> ContentLanguage:
    profile: Profile = request.user.profile
    return ContentLanguage.ZH if profile.language.startswith("zh") else ContentLanguage.EN


def source_path(card: Card) -> list[models.Model]:
    """Document and sections down to the card's own; the front leaves out the last, it may answer.

    The heading of the whole document repeats the document's title and is left out.
    """
    path: list[models.Model] = []
    section: Section | None = card.section
    # Sections that lead each other in a circle end the walk.
    while section is not None and section.parent is not None and section not in path:
        path.insert(0, section)
        section = section.parent
    return [card.document, *path] if path else [card.document, card.section]
