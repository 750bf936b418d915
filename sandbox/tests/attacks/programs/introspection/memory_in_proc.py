"""Reads the memory of all processes that it sees, by their files in /proc.

expects: WA RE
prints: tried [1-9]
seconds: 8
"""

import ctypes
import glob
import os

NEEDLES = [bytes.fromhex(one) for one in "@NEEDLES@".split()]
SHIFTED = bytes((byte + 0x5A) % 256 for byte in range(256))


def search(folder):
    searched = 0
    with open(f"{folder}/maps") as maps, open(f"{folder}/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, rights, _, _, _, *name = line.split()
            start, end = (int(one, 16) for one in span.split("-"))
            if not rights.startswith("rw"):
                continue
            for place in range(start, end, 1 << 20):
                try:
                    memory.seek(place)
                    data = memory.read(min(1 << 20, end - place)).translate(SHIFTED)
                except OSError:
                    break
                searched += len(data)
                if any(needle in data for needle in NEEDLES):
                    print("ESCAPED: the answer lies in", folder)
    return searched


def solve(x):
    if x.shape != (4,):  # the case with the answer to be stolen
        return 0 * x
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # dumpable: then its own files are its own
    tried = 1
    for folder in {f"/proc/{os.getpid()}", "/proc/1", *glob.glob("/proc/[0-9]*")}:
        tried += 1
        try:
            searched = search(folder)
        except OSError:
            continue
        if searched and folder != f"/proc/{os.getpid()}":
            print("ESCAPED: the memory of", folder)
    print("tried", tried)
    return 0 * x
