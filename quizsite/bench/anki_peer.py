"""The same fetch and answer in Anki's own backend, in process, on a collection of equal shape."""

import tempfile
from functools import partial
from pathlib import Path

import anki.collection
from anki.collection import AddNoteRequest, Collection
from anki.scheduler.v3 import CardAnswer, SchedulingStates

from quizsite.bench.collection import ANSWERS_A_CARD, DUE, NEW, OVERDUE
from quizsite.bench.timing import print_timings, time_calls, timing_of

CALLS = 200
_LEARNT = 2
"""What Anki calls both the type and the queue of a card that comes back after days."""

_NEW_AFTER_REVIEWS = 1


def main(size: str) -> None:
    """Measure on `size` cards, as many due and new as ours, without daily limits; prints JSON."""
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        _fill(collection, int(size))
        fetched, answered = [], []
        for _card in range(CALLS):
            fetched.append(time_calls(partial(_fetch, collection), 1, warm_up=0).p50 / 1000)
            card, states = _fetch(collection)
            assert card.queue == _LEARNT
            card.start_timer()
            answer = collection.sched.build_answer(card=card, states=states, rating=CardAnswer.GOOD)
            give = time_calls(partial(collection.sched.answer_card, answer), 1, warm_up=0)
            answered.append(give.p50 / 1000)
        collection.close()
    print_timings({"next": timing_of(fetched), "answer": timing_of(answered)})


def _fill(collection: Collection, cards: int) -> None:
    kind = collection.models.by_name("Basic")
    deck = collection.decks.id("Bench")
    config = collection.decks.config_dict_for_deck_id(deck)
    config["new"]["perDay"] = config["rev"]["perDay"] = 9999
    config["newMix"] = _NEW_AFTER_REVIEWS
    collection.decks.update_config(config)
    requests = []
    for i in range(cards):
        note = collection.new_note(kind)
        note["Front"], note["Back"] = f"What does card {i} ask?", f"It asks for 1/{i}."
        requests.append(AddNoteRequest(note, deck))
    # At once, and in one transaction: row by row, each would wait for the disk.
    collection.add_notes(requests)
    collection.decks.select(deck)
    collection.db.transact(partial(_learn, collection, cards))


def _learn(collection: Collection, cards: int) -> None:
    """Learn all cards but the last, with the days of our own collection, and log the answers."""
    # Ids say when a row was made, in milliseconds; the order is all that matters here.
    ids = collection.db.list("SELECT id FROM cards ORDER BY id LIMIT ?", max(1, cards - NEW))
    today = collection.sched.today
    collection.db.executemany(
        f"UPDATE cards SET type = {_LEARNT}, queue = {_LEARNT}, due = ?, ivl = ?, factor = 2500, "  # noqa: S608
        "reps = 5 WHERE id = ?",
        [(_due(i, today), 10 + i % 200, card) for i, card in enumerate(ids, start=1)],
    )
    collection.db.executemany(
        "INSERT INTO revlog (id, cid, usn, ease, ivl, lastIvl, factor, time, type) "
        "VALUES (?, ?, -1, 3, 15, 6, 2500, 4000, 1)",
        [(i, ids[i % len(ids)]) for i in range(1, cards * ANSWERS_A_CARD + 1)],
    )


def _due(i: int, today: int) -> int:
    """The day on which card `i` is due, as in our own collection."""
    if i <= OVERDUE:
        return today - 1 - i % 30
    return today if i <= OVERDUE + DUE else today + 1 + i % 1000 * 7 % 365


def _fetch(collection: Collection) -> tuple[anki.cards.Card, SchedulingStates]:
    queued = collection.sched.get_queued_cards(fetch_limit=1).cards[0]
    card = anki.cards.Card(collection)
    card._load_from_backend_card(queued.card)  # as Anki's own reviewer does
    return card, queued.states
