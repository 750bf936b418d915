"""Foretells the random cases from seeds that it can guess or see.

expects: WA
prints: guessed [0-9]+ seeds
seconds: 4
"""

import random
import sys

import numpy as np
import torch

HELD = []


def seeds():
    yield from range(2000)
    yield torch.initial_seed()
    frame = sys._getframe()
    while frame is not None:
        for value in frame.f_locals.values():
            seed = getattr(value, "seed", value)
            if type(seed) is int and seed >= 0:
                yield from (seed, seed + 1, seed % 2**32)
        frame = frame.f_back


def solve(x):
    if x.shape != (5, 3):  # the last case, which a seed draws
        return 0 * x
    wanted = x.flatten().double()
    count = 0
    for seed in set(seeds()):
        count += 1
        for key in (seed, [seed, 1], [seed, 0]):
            drawn = np.random.default_rng(key).normal(size=3 + len(wanted))
            for shift in range(4):
                if torch.equal(torch.from_numpy(drawn[shift : shift + len(wanted)]), wanted):
                    print("ESCAPED: the seed is", key)
    drawn = torch.from_numpy(np.random.normal(size=len(wanted)))
    if torch.equal(drawn, wanted) or random.random() == float(wanted[0]):
        print("ESCAPED: the generators give the case")
    print("guessed", count, "seeds")
    return 0 * x
