"""What a kernel must offer before any jail is tried, each with what to do where it does not."""

from pathlib import Path

from sandbox.judge.jail import kernel, landlock, seccomp
from sandbox.judge.jail.errors import ConfinementError


def check() -> None:
    """Raise ConfinementError for the first thing that this machine lacks."""
    if not kernel.knows_machine() or kernel.MACHINE not in seccomp.MACHINES:
        raise ConfinementError(
            f"system calls of {kernel.MACHINE} are not known to the jail",
            "run the judge on x86_64 or aarch64 Linux",
        )
    if not Path("/proc/sys/kernel/seccomp/actions_avail").exists():
        raise ConfinementError(
            "the kernel has no seccomp filters", "use a kernel built with CONFIG_SECCOMP_FILTER"
        )
    if landlock.abi() < 1:
        raise ConfinementError(
            "the kernel has no Landlock",
            "use Linux 5.13 or later with CONFIG_SECURITY_LANDLOCK and lsm=landlock,…; in a "
            "container, allow the landlock_* system calls",
        )
