"""Replaces the functions of the judge that run beside it.

expects: WA RE
"""

import sys


def solve(x):
    for name, module in list(sys.modules.items()):
        if name.startswith("sandbox.judge"):
            for key, value in list(vars(module).items()):
                if key in ("digests_of", "digest_of", "clean", "fail", "judge", "compare"):
                    setattr(module, key, lambda *args, **kwargs: True)
    return 0 * x
