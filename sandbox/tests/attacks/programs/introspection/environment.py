"""Reads environment variables and command lines of all processes that it sees.

expects: WA RE
prints: read [0-9]+ files
"""

import glob
import os
import sys

TELLING = (b"SECRET", b"PASSWORD", b"TOKEN", b"DATABASE", b"REDIS", b"--socket", b"HOME=", b"PATH=")


def solve(x):
    read = 0
    for name, value in os.environ.items():
        if name not in ("LC_CTYPE", "PYTORCH_NVML_BASED_CUDA_CHECK"):
            print("ESCAPED:", name, value)
    for path in [*glob.glob("/proc/*/environ"), *glob.glob("/proc/*/cmdline")]:
        try:
            data = open(path, "rb").read()
        except OSError:
            continue
        read += 1
        if any(one in data for one in TELLING) or b"@SOCKET@" in data:
            print("ESCAPED:", path, data)
        if path.endswith("environ") and data.strip(b"\0") and b"LC_CTYPE" not in data:
            print("ESCAPED:", path, data)
    if any("--socket" in one for one in sys.orig_argv):
        print("ESCAPED:", sys.orig_argv)
    print("read", read, "files")
    return 0 * x
