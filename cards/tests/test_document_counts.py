"""What a document's page counts agrees with counting the cards one by one."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cards.models import Card, Document, Schedule, Section, Tag
from cards.statistics.card_counts import CardCounts, counts_by_document
from cards.statistics.section_tree import section_tree
from cards.tests.factories import make_document, make_learner

TODAY = 20_000


@dataclass(frozen=True)
class Made:
    """A card and the learner's schedule on it, as hypothesis thinks of them."""

    section: int
    state: str
    kind: str
    tagged: bool
    touched: bool
    due_in: int | None
    interval: int
    suspended: bool
    buried_in: int | None


MADE = st.builds(
    Made,
    section=st.integers(0, 5),
    state=st.sampled_from(["published", "published", "published", "draft", "retired"]),
    kind=st.sampled_from(["basic", "basic", "exercise"]),
    tagged=st.booleans(),
    touched=st.booleans(),
    due_in=st.none() | st.integers(-3, 3),
    interval=st.sampled_from([1, 20, 21, 400]),
    suspended=st.booleans(),
    buried_in=st.none() | st.integers(-1, 2),
)
# The section above each section, -1 for none; and which sections are retired.
SHAPES = st.tuples(*(st.integers(-1, i - 1) for i in range(6)))
RETIRED = st.sets(st.integers(0, 5), max_size=2)


def expected(cards: list[Made]) -> CardCounts:
    """The counts of published cards, told one by one in the words of the user guide."""
    counts = dict.fromkeys(CardCounts._fields, 0)
    for card in cards:
        if card.state != "published":
            continue
        scheduled = card.touched and card.due_in is not None
        counts["exercises"] += card.kind == "exercise"
        if card.touched and card.suspended:
            counts["suspended"] += 1
            continue
        if not scheduled:
            counts["new"] += 1
            continue
        counts["mature" if card.interval >= 21 else "learning"] += 1
        put_off = card.buried_in is not None and card.buried_in > 0
        counts["due"] += (card.due_in or 0) <= 0 and not put_off and not card.tagged
    return CardCounts(**counts)


def store(document: Document, sections: list[Section], cards: list[Made], *learners: User) -> None:
    tag = Tag.objects.create(name=f"tag-{document.pk}")
    learners[0].profile.skipped_tags.add(tag)
    for number, made in enumerate(cards):
        card = Card.objects.create(
            document=document,
            section=sections[made.section],
            stable_id=f"{document.stable_id}/c{number}",
            state=made.state,
            kind=made.kind,
        )
        if made.tagged:
            card.tags.add(tag)
        for learner in learners if made.touched else ():
            new = made.due_in is None
            Schedule.objects.create(
                learner=learner,
                card=card,
                due_day=None if new else TODAY + (made.due_in or 0),
                last_day=None if new else TODAY - 5,
                interval=0 if new else made.interval,
                suspended=made.suspended,
                buried_until=None if made.buried_in is None else TODAY + made.buried_in,
            )


class Counting(TestCase):
    @given(shape=SHAPES, retired=RETIRED, cards=st.lists(MADE, max_size=12))
    def test_own_counts_and_sums_are_those_of_a_count_by_hand(
        self, shape: tuple[int, ...], retired: set[int], cards: list[Made]
    ) -> None:
        alice, bob = make_learner("alice"), make_learner("bob")
        document = make_document()
        sections: list[Section] = []
        for i, above in enumerate(shape):
            sections.append(
                Section.objects.create(
                    document=document,
                    parent=None if above < 0 else sections[above],
                    stable_id=f"{document.stable_id}/{i}",
                    position=i,
                    retired=i in retired,
                )
            )
        store(document, sections, cards, alice)

        tree = section_tree(alice, document, day=TODAY, left_out=False)
        shown = {branch.stable_id: branch for branch in tree}

        def lies_in(section: int, place: int) -> bool:
            while section >= 0 and section != place:
                section = shape[section]
            return section == place

        in_use = [i for i in range(6) if i not in retired]
        assert set(shown) == {sections[i].stable_id for i in in_use}
        for i in in_use:
            own = [card for card in cards if card.section == i]
            below = [c for c in cards if lies_in(c.section, i) and c.section not in retired]
            branch = shown[sections[i].stable_id]
            assert branch.own == expected(own)
            assert branch.cards == expected(below)
        everything = [card for card in cards if card.section not in retired]
        assert tree.cards == expected(everything)
        whole = counts_by_document(alice, day=TODAY).get(document.pk, CardCounts())
        assert whole == tree.cards
        # Nothing of it is known of another learner.
        strangers = section_tree(bob, document, day=TODAY, left_out=False).cards
        assert strangers.new == strangers.total == tree.cards.total
