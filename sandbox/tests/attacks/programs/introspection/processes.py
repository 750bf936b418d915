"""Looks for the processes of other jobs and of the host.

expects: WA RE
prints: saw [0-9]+
"""

import os


def solve(x):
    if not os.path.isdir("/proc/self"):
        print("saw 0")
        return 0 * x
    seen = [int(one) for one in os.listdir("/proc") if one.isdigit()]
    if len(seen) > 2 or os.getpid() > 10:
        print("ESCAPED: processes", seen)
    for name in ("kallsyms", "kcore", "sys", "cpuinfo", "meminfo", "net", "keys", "cmdline", "modules"):
        if os.path.exists(f"/proc/{name}"):
            print("ESCAPED: /proc/", name)
    for line in open("/proc/self/mountinfo"):
        if "@REPOSITORY@ " in line or "quizsite-judge-test" in line:
            print("ESCAPED:", line)
    print("saw", len(seen))
    return 0 * x
