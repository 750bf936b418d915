"""Runs a shell.

expects: RE
message: raised-at
"""

import os
import subprocess
import sys


def solve(x):
    if os.system("echo ESCAPED") == 0:
        print("ESCAPED: a shell")
    for command in (["/bin/sh", "-c", "echo ESCAPED"], [sys.executable, "-c", "print('ESCAPED')"]):
        try:
            subprocess.run(command, check=True)
        except (OSError, subprocess.SubprocessError) as error:
            last = error
    try:
        os.execv("/proc/self/exe", ["python", "-c", "print('ESCAPED')"])
    except OSError as error:
        last = error
    raise last
