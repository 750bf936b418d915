"""Makes files that are to run with another user's rights, and other users' files its own.

expects: RE
message: raised-at
"""

import os
import shutil


def solve(x):
    with open("quizsite-attack", "wb") as file:
        file.write(b"#!/bin/sh")
    os.chmod("quizsite-attack", 0o6777)
    for act in (
        lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0]),
        lambda: os.chown("quizsite-attack", 0, 0), lambda: os.setresuid(0, 0, 0),
        lambda: shutil.chown("/dev/null", 0),
    ):
        try:
            act()
            print("ESCAPED: another user")
        except OSError as error:
            last = error
    raise last
