"""Ignores the signal that tells it that its CPU time is over.

expects: TLE
scope: samples
"""

import signal


def solve(x):
    signal.signal(signal.SIGXCPU, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.valid_signals()))
    while True:
        pass
