"""The same fetch and answer in Anki's own backend, in process, on a collection of equal size."""

import tempfile
from functools import partial
from pathlib import Path

import anki.collection
from anki.collection import Collection
from anki.scheduler.v3 import CardAnswer, SchedulingStates

from quizsite.bench.timing import print_timings, time_calls, timing_of

CALLS = 200


def main(size: str) -> None:
    """Measure on `size` new cards, without daily limits; prints JSON."""
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        _fill(collection, int(size))
        fetched, answered = [], []
        for _card in range(CALLS):
            fetched.append(time_calls(partial(_fetch, collection), 1, warm_up=0).p50 / 1000)
            card, states = _fetch(collection)
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
    config["new"]["perDay"] = 9999
    collection.decks.update_config(config)
    for i in range(cards):
        note = collection.new_note(kind)
        note["Front"], note["Back"] = f"What does card {i} ask?", f"It asks for 1/{i}."
        collection.add_note(note, deck)
    collection.decks.select(deck)


def _fetch(collection: Collection) -> tuple[anki.cards.Card, SchedulingStates]:
    queued = collection.sched.get_queued_cards(fetch_limit=1).cards[0]
    card = anki.cards.Card(collection)
    card._load_from_backend_card(queued.card)  # as Anki's own reviewer does
    return card, queued.states
