"""A card that appears while a learner answers is found all the same."""

from threading import Thread
from time import sleep

import pytest
from django.db import connection, transaction

from cards.content.editing import save_card_edit
from cards.models import Card
from cards.scheduling.queue import next_card
from cards.tests.answering import NOON, answer
from cards.tests.factories import make_card, make_learner, make_section


@pytest.mark.usefixtures("transactional_db")
def test_a_place_that_an_answer_computes_meanwhile_is_not_kept() -> None:
    alice, charlie = make_learner("alice"), make_learner("charlie", is_staff=True)
    section = make_section()
    first, second, _third = [make_card(section, order=order) for order in (10, 20, 30)]
    draft = make_card(section, order=5, state=Card.State.DRAFT)
    answer(alice, first)

    def answer_second() -> None:
        try:
            answer(alice, second)
        finally:
            connection.close()

    answering = Thread(target=answer_second)
    with transaction.atomic():
        draft.state = Card.State.PUBLISHED
        texts = {text.language: text for text in draft.texts.all()}
        save_card_edit(draft, texts, tags=[], errata=[], editor=charlie)
        answering.start()
        # Long enough for the answer to wait for what is not committed yet.
        sleep(0.5)
    answering.join()
    showing = next_card(alice, now=NOON)
    assert showing is not None
    assert showing.card == draft
