"""Changes torch for whoever imports it next.

expects: RE
message: raised-at
prints: tried
"""

import os
import site

import numpy
import torch


def solve(x):
    print("tried")
    for path in (torch.__file__, numpy.__file__, os.__file__):
        for act in (lambda: open(path, "a"), lambda: os.unlink(path), lambda: os.chmod(path, 0o777)):
            try:
                act()
                print("ESCAPED:", path)
            except OSError:
                pass
    open(os.path.join(site.getsitepackages()[0], "quizsite-attack.pth"), "w")
    return 2 * x - 1
