"""What staff decide about drafts: accept, merge, discard, and take back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cards.content.checks import Text, validate_card
from cards.content.editing import save_card_edit
from cards.content.entries import TextEntry
from cards.content.new_ids import new_stable_id
from cards.content.turns import wait_for_turn
from cards.models import Card, Draft, Flag, Review, Schedule
from cards.models.documents import Origin
from cards.rendering import cloze, markers

# Nobody else can write meanwhile, and each takes some hundredths of a second.
MOST_AT_ONCE = 200


class CannotDecide(ValueError):
    """The draft cannot become that; says why and what to do."""


def texts_of(draft: Draft) -> dict[str, TextEntry]:
    """What the draft says, in one language or both."""
    texts = {draft.language: TextEntry(draft.front, draft.back, accepted=tuple(draft.accepted))}
    if draft.other_front:
        texts[draft.other_language] = TextEntry(
            draft.other_front, draft.other_back, accepted=tuple(draft.accepted)
        )
    return texts


def problems_of(draft: Draft) -> list[str]:
    """Why the draft is no valid card yet; empty if it is one."""
    found = validate_card(draft.kind, texts_of(draft), both_languages=False)
    return [message for messages in found.values() for message in messages]


@transaction.atomic
def accept(draft: Draft, user: User, *, decision: UUID | None = None) -> Card:
    """Make a published card of this site. Raises CannotDecide where it is not valid."""
    wait_for_turn()
    draft = _pending(draft)
    if draft.section.retired or draft.section.document.retired:
        raise CannotDecide(_("Its section is out of use; no card would be seen there."))
    if problems := problems_of(draft):
        raise CannotDecide(_("Edit the draft first: %(problem)s") % {"problem": problems[0]})
    texts = texts_of(draft)
    card = Card(
        section=draft.section,
        document=draft.section.document,
        stable_id=new_stable_id(draft.section, texts),
        kind=draft.kind,
        state=Card.State.PUBLISHED,
        cloze_number=1 if draft.kind == Card.Kind.CLOZE else 0,
        origin=Origin.LOCAL,
    )
    comment = _("from a draft")
    saved = save_card_edit(card, texts, tags=[], errata=[], editor=user, comment=comment)
    _decide(draft, Draft.State.ACCEPTED, user, decision, card=saved)
    return saved


@transaction.atomic
def discard(draft: Draft, user: User, *, decision: UUID | None = None) -> None:
    """Keep the draft from coming back."""
    wait_for_turn()
    _decide(_pending(draft), Draft.State.DISCARDED, user, decision)


@transaction.atomic
def merge_into_card(draft: Draft, card: Card, user: User) -> None:
    """Add what the draft says to a card: as its other language, or below its back."""
    wait_for_turn()
    draft, card = _pending(draft), card.text_owner
    before = _card_texts(card)
    after = {**before, draft.language: _joined(before.get(draft.language), draft)}
    found = validate_card(
        card.kind, after, answer=card.numeric_answer, tolerance=card.numeric_tolerance,
        both_languages=False,
    )  # fmt: skip
    if found:
        raise CannotDecide(next(iter(found.values()))[0])
    undo = {
        "card": card.pk,
        "before": {language: asdict(text) for language, text in before.items()},
        "after": {language: asdict(text) for language, text in after.items()},
        "edited_locally": card.edited_locally,
    }
    _save(card, after, user, _("merged with a draft"))
    _decide(draft, Draft.State.MERGED, user, None, card=card, undo=undo)


@transaction.atomic
def merge_into_draft(draft: Draft, target: Draft, user: User) -> None:
    """Add what the draft says below the back of another draft."""
    wait_for_turn()
    draft, target = _pending(draft), _pending(target)
    if draft.pk == target.pk or draft.language != target.language:
        raise CannotDecide(_("Choose another draft in the same language."))
    undo = {"draft": target.pk, "before": target.back}
    target.back = _joined(TextEntry(target.front, target.back), draft).back
    if problems := problems_of(target):
        raise CannotDecide(problems[0])
    target.save(update_fields=["back"])
    undo["after"] = target.back
    _decide(draft, Draft.State.MERGED, user, None, undo=undo)


@transaction.atomic
def decide_all(drafts: Iterable[Draft], user: User, *, accepting: bool) -> tuple[int, int]:
    """Accept or discard up to 200; returns how many were decided and how many cannot be yet."""
    wait_for_turn()
    decision, done, left = uuid4(), 0, 0
    for draft in drafts:
        if done == MOST_AT_ONCE:
            break
        try:
            with transaction.atomic():
                (accept if accepting else discard)(draft, user, decision=decision)
            done += 1
        except CannotDecide:
            left += 1
    return done, left


@transaction.atomic
def undo_last(user: User) -> list[Draft]:
    """Take back the latest decision of `user` and return its drafts, pending again.

    Raises CannotDecide where somebody has built on it since.
    """
    wait_for_turn()
    last = Draft.objects.filter(decided_by=user).order_by("-decided_at", "-id").first()
    if last is None:
        return []
    drafts = list(Draft.objects.select_for_update(no_key=True).filter(decision=last.decision))
    for draft in drafts:
        _take_back(draft, user)
    return drafts


def precision_by_rule() -> dict[str, tuple[int, int, int]]:
    """For each rule: accepted, decided, and still to review."""
    rows = Draft.objects.order_by().values("rule").annotate(
        taken=Count("id", filter=Q(state=Draft.State.ACCEPTED)),
        decided=Count("id", filter=~Q(state=Draft.State.PENDING)),
        pending=Count("id", filter=Q(state=Draft.State.PENDING)),
    )  # fmt: skip
    return {row["rule"]: (row["taken"], row["decided"], row["pending"]) for row in rows}


def _pending(draft: Draft) -> Draft:
    rows = Draft.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("section__document").filter(pk=draft.pk).first()
    if found is None or found.state != Draft.State.PENDING:
        raise CannotDecide(_("Somebody else has decided on that draft already."))
    return found


def _decide(
    draft: Draft,
    state: Draft.State,
    user: User,
    decision: UUID | None,
    *,
    card: Card | None = None,
    undo: Mapping[str, Any] | None = None,
) -> None:
    draft.state, draft.card, draft.undo = state, card, undo
    draft.decided_by, draft.decided_at = user, timezone.now()
    draft.decision = decision or uuid4()
    draft.save()


def _joined(text: TextEntry | None, draft: Draft) -> TextEntry:
    if text is None:
        return TextEntry(draft.front, draft.back, accepted=tuple(draft.accepted))
    added = draft.back if draft.kind == Card.Kind.BASIC else _bare(draft.front)
    return TextEntry(text.front, f"{text.back}\n\n{added}".strip(), text.choices, text.accepted)


def _bare(front: str) -> str:
    """A cloze text without its gaps."""
    return markers.remove(cloze.reveal(front, 0)) if "{{" in front else front


def _card_texts(card: Card) -> dict[str, TextEntry]:
    return {
        text.language: TextEntry(text.front, text.back, tuple(text.choices), tuple(text.accepted))
        for text in card.texts.all()
    }


def _save(card: Card, texts: Mapping[str, Text], user: User, comment: str) -> None:
    tags, errata = list(card.tags.all()), list(card.errata.all())
    save_card_edit(card, texts, tags=tags, errata=errata, editor=user, comment=comment)


def _take_back(draft: Draft, user: User) -> None:
    if draft.state == Draft.State.ACCEPTED and draft.card:
        _unmake(draft.card)
    elif draft.state == Draft.State.MERGED and draft.undo and "card" in draft.undo:
        _unmerge_card(draft.undo, user)
    elif draft.state == Draft.State.MERGED and draft.undo:
        undone = Draft.objects.filter(
            pk=draft.undo["draft"], state=Draft.State.PENDING, back=draft.undo["after"]
        ).update(back=draft.undo["before"])
        if not undone:
            raise CannotDecide(_("The other draft was changed since; it stays as it is."))
    draft.state, draft.card, draft.undo = Draft.State.PENDING, None, None
    draft.decided_by = draft.decided_at = draft.decision = None
    draft.save()


def _unmake(card: Card) -> None:
    """Delete a card that nobody has met or changed yet."""
    if card.revisions.count() > 1:
        raise CannotDecide(_("The card was changed since; it stays as it is."))
    family = Q(card=card.pk) | Q(card__lead=card.pk)
    if any(model._default_manager.filter(family).exists() for model in (Review, Schedule, Flag)):
        raise CannotDecide(
            _("Somebody has learned the card %(card)s already. Retire it instead.")
            % {"card": card.stable_id}
        )
    card.delete()


def _unmerge_card(undo: Mapping[str, Any], user: User) -> None:
    card = Card.objects.filter(pk=undo["card"]).first()
    now = {language: asdict(text) for language, text in _card_texts(card).items()} if card else {}
    if card is None or _plain(now) != _plain(undo["after"]):
        raise CannotDecide(_("The card was changed since; it stays as it is."))
    before = {
        language: TextEntry(
            text["front"], text["back"], tuple(text["choices"]), tuple(text["accepted"])
        )
        for language, text in undo["before"].items()
    }
    _save(card, before, user, _("merge taken back"))
    Card.objects.filter(pk=card.pk).update(edited_locally=undo["edited_locally"])


def _plain(texts: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Texts as JSON keeps them: tuples are lists there."""
    return {
        language: [text["front"], text["back"], list(text["choices"]), list(text["accepted"])]
        for language, text in texts.items()
    }
