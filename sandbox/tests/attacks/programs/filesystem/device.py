"""Makes the nodes of the machine's memory and disks.

expects: RE
message: raised-at
"""

import os
import stat


def solve(x):
    for number, (kind, device) in enumerate(
        [(stat.S_IFCHR, (1, 1)), (stat.S_IFBLK, (254, 0)), (stat.S_IFCHR, (1, 3))]
    ):
        try:
            os.mknod(f"quizsite-attack-{number}", kind | 0o600, os.makedev(*device))
            print("ESCAPED: device", device)
        except OSError as error:
            last = error
    raise last
