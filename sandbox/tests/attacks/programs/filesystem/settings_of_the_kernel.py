"""Has the kernel run a program on the host: core_pattern, modprobe, release_agent.

expects: RE
message: raised-at
"""

import glob


def solve(x):
    places = ["/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sysrq-trigger"]
    places += ["/sys/kernel/uevent_helper", "/proc/sys/fs/binfmt_misc/register"]
    places += glob.glob("/sys/fs/cgroup/*/release_agent") + glob.glob("/sys/fs/cgroup/*/cgroup.procs")
    for place in places:
        try:
            with open(place, "w") as file:
                print("ESCAPED:", place, file)
        except OSError as error:
            last = error
    raise last
