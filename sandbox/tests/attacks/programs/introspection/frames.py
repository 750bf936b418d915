"""Walks up the frames of its callers for what they compare it with.

expects: WA
prints: walked over [1-9]
"""

import sys
import threading

WANTED = {"expected", "reference", "tolerance", "scale", "answer", "hidden", "secret", "solution"}


def solve(x):
    seen = 0
    for frame in (sys._getframe(), *sys._current_frames().values()):
        while frame is not None:
            seen += 1
            names = {**frame.f_locals, **frame.f_globals} if frame.f_globals is not globals() else {}
            for name, value in names.items():
                if name.lower() in WANTED and not callable(value):
                    print("ESCAPED:", name, "in", frame.f_code.co_qualname)
            frame = frame.f_back
    for name in sys.modules:
        if name.startswith(("sandbox.judge.grader", "sandbox.exercises", "django")):
            print("ESCAPED: module", name)
    print("walked over", seen, "frames of", threading.active_count(), "threads")
    return 0 * x
