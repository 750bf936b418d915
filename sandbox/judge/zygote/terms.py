"""What the pool and the dispatcher that owns it tell each other."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.judge.zygote.jailed import Child

Log = Callable[[str], None]


@dataclass
class Settings:
    """How the pool is to work. serve: "module:function", what a child runs."""

    size: int
    confined: bool
    serve: str


@dataclass
class Waiting:
    """How many clients wait for a child of either kind."""

    cpu: int = 0
    gpu: int = 0


@dataclass
class Events:
    """What the pool tells its owner: the limits of a lease hold; a contestant ended by itself; all
    of a jail is gone."""

    bounded: Callable[[Child], None]
    ended: Callable[[Child], None]
    gone: Callable[[Child], None]
