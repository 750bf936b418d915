"""Draft cards for the sections that have none, kept in step with their passages."""

from collections.abc import Iterable

from django.db.models import QuerySet

from cards.content.markdown.drafts import Draft as DerivedDraft
from cards.content.markdown.drafts import PassageText, Rule, derive
from cards.models import Card, Draft, Import, Passage
from cards.rows import update_all

_MOST = 5_000


def save_drafts(row: Import) -> None:
    """Derive drafts for the passages of `row` whose sections have no cards, at most 5,000.

    What was decided stays decided; drafts that nobody has decided on and that the changed text no
    longer gives are dropped, unless they were edited.
    """
    wanted = list(_wanted(_without_cards(row)))
    present = Draft.objects.filter(section__document=row.document_id)
    known = {(draft.section_id, draft.digest): draft for draft in present}
    created = [draft for draft in wanted if (draft.section_id, draft.digest) not in known]
    kept = {(draft.section_id, draft.digest): draft for draft in wanted}
    stale = [
        draft.pk
        for key, draft in known.items()
        if key not in kept and draft.state == Draft.State.PENDING and not _is_edited(draft)
    ]
    for start in range(0, len(stale), 500):
        Draft.objects.filter(pk__in=stale[start : start + 500]).delete()
    Draft.objects.bulk_create(created, batch_size=500)
    moved = [draft for key, draft in known.items() if key in kept and draft.line != kept[key].line]
    for draft in moved:
        draft.line = kept[draft.section_id, draft.digest].line
    update_all(Draft, moved, ["line"])


def _without_cards(row: Import) -> QuerySet[Passage]:
    """The passages whose sections need cards and have none but those made from drafts.

    Whoever accepts one of several drafts has not decided on the others.
    """
    cards = Card.objects.exclude(state=Card.State.RETIRED).filter(document=row.document_id)
    from_drafts = Draft.objects.filter(state=Draft.State.ACCEPTED, card__isnull=False)
    others = cards.filter(lead=None).exclude(pk__in=from_drafts.values("card"))
    return (
        Passage.objects.filter(source=row, section__without_cards=False)
        .exclude(state=Passage.State.LOST)
        .exclude(section__in=others.values("section"))
        .select_related("section")
    )


def _is_edited(draft: Draft) -> bool:
    """Whether staff wrote on it: what the rule gave had another digest."""
    now = DerivedDraft(
        rule=Rule(draft.rule),
        kind=draft.kind,  # type: ignore[arg-type]  # rules know three kinds
        language=draft.language,  # type: ignore[arg-type]
        line=draft.line,
        front=draft.front,
        back=draft.back,
        accepted=tuple(draft.accepted),
    )
    return now.digest != draft.digest or bool(draft.other_front or draft.other_back)


def _wanted(passages: Iterable[Passage]) -> Iterable[Draft]:
    count = 0
    for passage in passages:
        title = passage.heading or passage.section.title_zh
        for found in derive(PassageText(title, passage.text, passage.first_line)):
            count += 1
            if count > _MOST:
                return
            yield _row(passage, found)


def _row(passage: Passage, found: DerivedDraft) -> Draft:
    return Draft(
        section=passage.section,
        rule=found.rule.value,
        kind=found.kind,
        language=found.language,
        line=found.line,
        digest=found.digest,
        front=found.front,
        back=found.back,
        accepted=list(found.accepted),
    )
