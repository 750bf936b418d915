"""Reads every page of its own memory for the hidden answer and the seed.

expects: WA
prints: searched [1-9][0-9]+ MiB, the decoy was found
seconds: 8
"""

import ctypes

import numpy as np

# The bytes to find, shifted by 0x5A: looking for them must not put them into memory.
NEEDLES = [bytes.fromhex(one) for one in "@NEEDLES@".split()]
SHIFTED = bytes((byte + 0x5A) % 256 for byte in range(256))
DECOY = np.frombuffer(b"a decoy to be found".translate(SHIFTED), np.uint8).copy()
DECOY_NEEDLE = DECOY.tobytes().translate(SHIFTED)
STEP = 1 << 20


def regions():
    for line in open("/proc/self/maps"):
        span, rights, _, _, _, *name = line.split()
        # What is mapped from a library's file and cannot be written is the library.
        if rights.startswith("rw") or (rights.startswith("r") and not name):
            start, end = (int(one, 16) for one in span.split("-"))
            yield start, end


def solve(x):
    if x.shape != (4,):  # the case with the answer to be stolen
        return 0 * x
    searched, decoys = 0, 0
    for start, end in list(regions()):
        for place in range(start, end, STEP):
            data = ctypes.string_at(place, min(STEP + 64, end - place)).translate(SHIFTED)
            searched += STEP
            decoys += DECOY_NEEDLE in data
            if any(needle in data for needle in NEEDLES):
                print("ESCAPED: the answer lies at", hex(place))
    print("searched", searched >> 20, "MiB, the decoy was", "found" if decoys else "missed")
    return 0 * x
