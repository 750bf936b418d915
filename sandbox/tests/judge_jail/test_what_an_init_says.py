"""An init lives in the jail that it rules: what it says late counts against nobody else."""

import selectors

from sandbox.judge.jail.cgroups import Groups
from sandbox.judge.zygote import jailed
from sandbox.judge.zygote.jailed import Child, State
from sandbox.judge.zygote.pool import Pool
from sandbox.judge.zygote.protocol import close_all
from sandbox.judge.zygote.terms import Events, Settings

FAILED = {"failed": {"reason": "a jail could not be built", "remedy": "none"}}


def ignore(_child: Child) -> None:
    """Nobody waits for a child here."""


def pool_of(state: State, count: int) -> Pool:
    """A pool without a fork server, with children that have no processes."""
    settings = Settings(size=1, confined=True, serve="")
    events = Events(ignore, ignore, ignore)
    pool = Pool(settings, Groups(0), selectors.DefaultSelector(), events, lambda _text: None)
    for number in range(count):
        child, ends = jailed.conceive(number, gpu=False, confined=True)
        close_all(ends)
        child.state = state
        pool.selector.register(child.status, selectors.EVENT_READ)
        pool.children.append(child)
    return pool


def hear_failures(pool: Pool) -> None:
    for child in list(pool.children):
        pool._heed(child, dict(FAILED), [])


def test_jails_that_cannot_be_built_make_the_judge_unavailable() -> None:
    pool = pool_of(State.STARTING, 3)
    hear_failures(pool)
    assert pool.failure is not None
    assert pool.children == []


def test_a_leased_jail_that_says_it_failed_does_not() -> None:
    pool = pool_of(State.LEASED, 3)
    hear_failures(pool)
    assert pool.failure is None
    assert len(pool.children) == 3
    for child in pool.children:
        child.close()
