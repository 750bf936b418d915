"""Calls what the exercise forbids, in another thread.

expects: RV
"""

import threading

import torch


def solve(x):
    found = []
    thread = threading.Thread(
        target=lambda: found.append(getattr(torch, "add" + "cmul")(0 * x - 1, x, 0 * x + 2))
    )
    thread.start()
    thread.join()
    return found[0] if found else 2 * x - 1
