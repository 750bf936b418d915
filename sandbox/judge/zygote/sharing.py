"""Make forks cheap: what the fork server has allocated is gathered into huge pages.

A fork copies one entry for each page that the process holds, and an exit gives each back. After
the import of torch that is most of the cost of a jail; with pages of 2 MiB it is a third. A page
that a child writes to is still copied 4 KiB at a time.
"""

import gc
from contextlib import suppress
from pathlib import Path

from sandbox.judge.jail import kernel
from sandbox.judge.zygote import allocators

_HUGE = 2 << 20


def keep_still() -> None:
    """Have all that exists now stay where it is, unwritten: call it when all is imported."""
    gc.unfreeze()
    gc.collect()
    allocators.fill_holes()
    # Children turn the collector on again; what exists now it then leaves alone, unwritten.
    gc.disable()
    gc.freeze()


def gather() -> None:
    """Put the calling process's memory into huge pages, for good; takes about half a second."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        place, rights, _, _, inode, *name = line.split(maxsplit=5)
        if rights == "rw-p" and inode == "0" and name in ([], ["[heap]"]):
            start, end = (int(address, 16) for address in place.split("-"))
            start, end = -(-start // _HUGE) * _HUGE, end // _HUGE * _HUGE
            if start < end:
                with suppress(OSError):  # kernels before 6.1 cannot, and go without
                    kernel.collapse(start, end - start)
