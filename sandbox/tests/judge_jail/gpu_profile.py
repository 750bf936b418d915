"""Build the jails' root with a device posing as a graphics card, and tell what a jail sees.

python gpu_profile.py {cpu|gpu}: writes one JSON object to stdout.
"""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[3]))

from sandbox.judge.jail import identity, kernel, landlock, root, view

_LOOKED_AT = (
    "/gpu/tty",
    "/sys/class",
    "/proc/cpuinfo",
    "/proc/kallsyms",
    "/proc/sys/kernel",
    "/proc/pressure",
)


def main() -> None:
    """Enter namespaces, build the root, furnish one jail, and look around."""
    user, group = os.geteuid(), os.getegid()
    new = kernel.CLONE_NEWNS | kernel.CLONE_NEWPID
    kernel.unshare(new if user == 0 else new | kernel.CLONE_NEWUSER)
    if user != 0:
        with identity.opened_proc() as proc:
            identity.map_to(proc, 0, user, group)
    pid = os.fork()
    if pid:
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    root.enter(replace(view.of_this_interpreter(), gpu_devices=(Path("/dev/tty"),)))
    root.furnish(gpu=sys.argv[1] == "gpu")
    seen = {name: _is_there(Path(name)) for name in _LOOKED_AT}
    seen["a thread's name"] = _can_name_a_thread(gpu=sys.argv[1] == "gpu")
    sys.stdout.write(json.dumps(seen))


def _is_there(path: Path) -> bool:
    if path.is_dir():
        return bool(os.listdir(path))  # noqa: PTH208
    return path.exists() and not path.samefile("/dev/null")


def _can_name_a_thread(*, gpu: bool) -> bool:
    """Whether a thread can be named as the C library does it, under the jail's Landlock."""
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if landlock.abi():
        landlock.restrict([("/proc", landlock.NAME_THREADS if gpu else landlock.READ)])
    try:
        Path(f"/proc/self/task/{os.getpid()}/comm").write_text("named")
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
