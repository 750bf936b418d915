"""Looks for the memory of jobs before in what the kernel and the allocators give it.

expects: WA
prints: searched [1-9]
seconds: 4
"""

import ctypes
import mmap

import torch

NEEDLES = [bytes.fromhex(one) for one in "@NEEDLES@".split()]
SHIFTED = bytes((byte + 0x5A) % 256 for byte in range(256))


def solve(x):
    if x.shape != (4,):  # the case with the answer to be stolen
        return 0 * x
    searched = 0
    for size in (1 << 12, 1 << 16, 1 << 20, 32 << 20):
        for data in (
            torch.empty(size, dtype=torch.uint8).numpy().tobytes(),
            bytes(mmap.mmap(-1, size)),
            ctypes.string_at(ctypes.pythonapi.PyMem_RawMalloc(min(size, 1 << 16)) or 0, 0),
        ):
            searched += len(data)
            if any(needle in data.translate(SHIFTED) for needle in NEEDLES):
                print("ESCAPED: the answer lies in fresh memory")
    print("searched", searched)
    return 0 * x
