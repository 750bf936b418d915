"""Lists the repository for references, cases and solutions.

expects: RE
message: raised-at
prints: tried
scope: samples
seconds: 5
"""

import os
import sys


def solve(x):
    print("tried")
    starts = ["@REPOSITORY@", "@REPOSITORY@/fixtures/exercises", "/tmp", "/work", "/home", "/root"]
    for start in starts:
        for folder, folders, files in os.walk(start):
            folders[:] = [name for name in folders if not name.startswith("python3.")]
            if "solution.torch.py" in files or "exercise.toml" in files:
                print("ESCAPED: answers in", folder)
    for place in sys.path:
        if os.path.lexists(f"{place}/sandbox") or os.path.lexists(f"{place}/fixtures"):
            print("ESCAPED: answers in", place)
    os.listdir("@REPOSITORY@/fixtures/exercises")
    return 2 * x - 1
