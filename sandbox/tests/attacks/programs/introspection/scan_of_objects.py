"""Asks the garbage collector for every object and looks into all arrays, numbers and texts.

expects: WA
prints: looked into [0-9]{4,} objects, the decoy was found
seconds: 8
"""

import gc
import sys

import numpy as np
import torch

# The bytes to find, shifted by 0x5A: looking for them must not put them into memory.
NEEDLES = [bytes.fromhex(one) for one in "@NEEDLES@".split()]
SHIFTED = bytes((byte + 0x5A) % 256 for byte in range(256))
DECOY = torch.arange(7.0)


def raw(one):
    if type(one) is torch.Tensor and one.layout is torch.strided and one.device.type == "cpu":
        return one.detach().contiguous().view(-1).view(torch.uint8).numpy().tobytes()
    if type(one) is np.ndarray and one.dtype.kind in "fiuc":
        return one.tobytes()
    if type(one) in (bytes, bytearray):
        return bytes(one)
    if type(one) is str:
        return one.encode("utf-8", "replace")
    if type(one) is float:
        return np.float64(one).tobytes()
    if type(one) is int and 0 <= one < 2**64:
        return one.to_bytes(8, "little")
    return b""


def solve(x):
    if x.shape != (4,):  # the case with the answer to be stolen
        return 0 * x
    gc.unfreeze()
    known, new, looked, decoy = set(), [sys._getframe()], 0, False
    new += gc.get_objects()
    while new:
        one = new.pop()
        if id(one) in known or len(known) > 400_000:
            continue
        known.add(id(one))
        looked += 1
        try:
            data = raw(one)[: 1 << 20].translate(SHIFTED)
        except (RuntimeError, ValueError, TypeError):
            data = b""
        decoy = decoy or one is DECOY
        if one is not NEEDLES and any(needle in data for needle in NEEDLES):
            print("ESCAPED: the answer lies in", type(one))
        if type(one) in (dict, list, tuple, set, type(sys._getframe())):
            new += gc.get_referents(one)
    print("looked into", looked, "objects, the decoy was", "found" if decoy else "missed")
    return 0 * x
