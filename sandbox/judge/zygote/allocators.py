"""Fill the holes in memory before the forks, so that children find none of them.

What was freed while torch was imported lies scattered between what was not. A child that gets
such a place writes to a page for each little thing, and each page is copied. Once the holes are
taken, what a child allocates lies together.
"""

import bisect
import ctypes
from contextlib import suppress
from pathlib import Path

# Beyond this something is not as it is understood here; it is never near.
_MOST_BYTES = 64 << 20
_LARGE = tuple(1 << power for power in range(20, 11, -1))
_SMALL = range(2032, 16, -16)
# CPython's own allocator serves these, in classes of 16 bytes; malloc serves what is larger.
_OBJECTS = range(512, 0, -16)


class _Mallinfo2(ctypes.Structure):
    """struct mallinfo2 of malloc.h; keepcost is the free end of the heap."""

    _fields_ = [(f"before_{number}", ctypes.c_size_t) for number in range(9)]
    _fields_ += [("keepcost", ctypes.c_size_t)]


def fill_holes() -> None:
    """Take every free place but the heap's end, for good; does nothing without glibc 2.33."""
    libc = ctypes.PyDLL(None)
    with suppress(AttributeError):
        libc.mallinfo2.restype = _Mallinfo2
        libc.sbrk.restype = libc.malloc.restype = ctypes.c_void_p
        end = (libc.sbrk(ctypes.c_ssize_t(0)) or 0) - libc.mallinfo2().keepcost
        left = _MOST_BYTES
        for size in (*_LARGE, *_SMALL):
            while left > 0 and (libc.malloc(ctypes.c_size_t(size)) or end) < end:
                left -= size
    _fill_arenas()


def _fill_arenas() -> None:
    """The same for the memory of CPython's objects: until a place lies in a new mapping."""
    allocate = ctypes.pythonapi.PyObject_Malloc
    allocate.restype = ctypes.c_void_p
    lines = Path("/proc/self/maps").read_text().splitlines()
    mapped = sorted(tuple(int(at, 16) for at in line.split(" ", 1)[0].split("-")) for line in lines)
    starts = [start for start, _ in mapped]
    left = _MOST_BYTES
    for size in _OBJECTS:
        place = starts[0]
        while left > 0 and place < mapped[bisect.bisect(starts, place) - 1][1]:
            place = allocate(ctypes.c_size_t(size)) or mapped[-1][1]
            left -= size
