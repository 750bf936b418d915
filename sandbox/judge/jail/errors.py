"""What stands in the way of a jail, and what to do about it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

# Switches that say why a kernel refuses namespaces: file, the value that refuses, the remedy.
_SWITCHES: Mapping[str, tuple[str, str]] = {
    "/proc/sys/user/max_user_namespaces": ("0", "sysctl user.max_user_namespaces=15000"),
    "/proc/sys/kernel/unprivileged_userns_clone": (
        "0",
        "sysctl kernel.unprivileged_userns_clone=1",
    ),
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": (
        "1",
        "sysctl kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile",
    ),
}


class ConfinementError(Exception):
    """A jail cannot be built here: `reason` says what is missing, `remedy` what to do about it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} ({remedy})")
        self.reason = reason
        self.remedy = remedy


@contextmanager
def step(what: str) -> Iterator[None]:
    """Turn a refusal of the kernel into a ConfinementError that names `what` was refused."""
    try:
        yield
    except OSError as error:
        raise ConfinementError(f"the kernel refuses {what}: {error}", remedy()) from error


def remedy() -> str:
    """Say what to change where the kernel refuses namespaces."""
    for path, (refusing, what) in _SWITCHES.items():
        try:
            if Path(path).read_text().strip() == refusing:
                return what
        except OSError:
            continue
    return (
        "allow user namespaces; in a container, run it with a seccomp and AppArmor profile that "
        "allows clone and unshare, or with CAP_SYS_ADMIN"
    )
