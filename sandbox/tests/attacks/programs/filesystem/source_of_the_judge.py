"""Imports parts of the judge that only the grader needs.

expects: RE
message: raised-at
prints: tried
"""

import importlib
import sys


def solve(x):
    print("tried")
    sys.path[:0] = ["@REPOSITORY@"]
    for name in ("sandbox.judge.grader", "sandbox.exercises.reader", "quizsite.settings"):
        try:
            print("ESCAPED:", importlib.import_module(name))
        except ImportError:
            pass
    import sandbox.judge.grader

    return 2 * x - 1
