"""Leaves by the links that /proc has to the roots and working folders of processes.

expects: RE
message: raised-at
prints: tried
"""

import glob
import os


def solve(x):
    print("tried")
    for link in glob.glob("/proc/*/root") + glob.glob("/proc/*/cwd") + glob.glob("/proc/*/fd/*"):
        for below in ("", "/..", "/../../.."):
            for path in ("/etc/passwd", "@SECRET_FILE@", "@REPOSITORY@/sandbox"):
                if os.path.exists(link + below + path):
                    print("ESCAPED:", link + below + path)
    open("/proc/1/root/etc/passwd")
    return 2 * x - 1
