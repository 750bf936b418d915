"""What is allocated once holes are filled lies together, whatever was freed before."""

import subprocess
import sys

import pytest

_PAGE = 4096
_MEASURE = """
import ctypes, sys
{imports}

def address(thing):
    if isinstance(thing, bytes):
        return id(thing)
    return ctypes.addressof(ctypes.c_char.from_buffer(thing))

# Each second of them is freed, so that their places are scattered over hundreds of pages.
made = [{make} for _ in range(4000)]
del made[::2]
{fill}
places = [address(one) for one in [{make} for _ in range(40)]]
print(len({{place // 4096 for place in places}}))
"""


def pages_of(make: str, *, filled: bool) -> int:
    """On how many pages 40 new things lie, in a process of their own."""
    program = _MEASURE.format(
        make=make,
        imports="from sandbox.judge.zygote.allocators import fill_holes" if filled else "",
        fill="fill_holes()" if filled else "",
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.parametrize(
    ("make", "size"),
    [
        pytest.param("bytes(400)", 448, id="objects of CPython's allocator"),
        pytest.param("bytearray(1500)", 1536, id="memory from malloc"),
    ],
)
def test_new_things_lie_together(make: str, size: int) -> None:
    apart, together = (pages_of(make, filled=filled) for filled in (False, True))
    assert together <= 40 * size // _PAGE + 2 < apart
