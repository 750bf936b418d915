"""Web processes tell each other how much they have to do, and pass connections on."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from quizsite.supervisor.exchange import Exchange

HERE, THERE, NOBODY = range(3)


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with closing(Exchange(3)) as made:
        made.say(HERE, 2)
        made.say(THERE, 0)
        yield made


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    left, right = socket.socketpair()
    with closing(left), closing(right):
        yield left, right


def test_work_goes_to_the_place_with_the_least(exchange: Exchange) -> None:
    assert exchange.lighter(HERE) == THERE


@pytest.mark.parametrize("load", [2, 3, 1_000])
def test_work_stays_where_no_place_has_less(exchange: Exchange, load: int) -> None:
    exchange.say(THERE, load)
    assert exchange.lighter(HERE) is None


def test_nothing_is_given_to_a_place_where_nobody_is(exchange: Exchange) -> None:
    exchange.leave(THERE)
    exchange.say(HERE, 1_000)
    assert exchange.lighter(HERE) is None


def test_a_connection_arrives_with_what_was_sent_on_it(
    exchange: Exchange, ends: tuple[socket.socket, socket.socket]
) -> None:
    ours, theirs = ends
    ours.sendall(b"a request")
    assert exchange.pass_on(theirs, HERE, THERE)
    theirs.close()
    (received,) = exchange.receive(THERE)
    with received:
        assert received.recv(100) == b"a request"
        received.sendall(b"an answer")
    assert ours.recv(100) == b"an answer"


def test_what_is_on_its_way_counts_where_it_goes(
    exchange: Exchange, ends: tuple[socket.socket, socket.socket]
) -> None:
    exchange.pass_on(ends[1], HERE, THERE)
    assert exchange.lighter(HERE) == THERE, "one there, two here"
    exchange.pass_on(ends[1], HERE, THERE)
    assert exchange.lighter(HERE) is None, "two on both sides"
    for received in exchange.receive(THERE):
        received.close()
    assert exchange.lighter(HERE) == THERE


def test_more_may_go_that_way_than_a_cell_can_count(
    exchange: Exchange, ends: tuple[socket.socket, socket.socket]
) -> None:
    for _turn in range(300):
        assert exchange.lighter(HERE) == THERE
        assert exchange.pass_on(ends[1], HERE, THERE)
        for received in exchange.receive(THERE):
            received.close()


def test_a_connection_that_is_gone_is_not_passed_on(exchange: Exchange) -> None:
    gone = socket.socket()
    gone.close()
    assert not exchange.pass_on(gone, HERE, THERE)
    assert list(exchange.receive(THERE)) == []
    assert exchange.lighter(HERE) == THERE
