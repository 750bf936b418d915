"""The file system of the jails: an empty tmpfs with read-only binds, and nothing else.

The fork server enters it once, by `enter`; every child then adds its own /proc and its own
writable folder in a mount namespace of its own, by `furnish`. Nothing is left on the host:
the mounts live and die with their namespace.
"""

import os
from contextlib import suppress
from pathlib import Path

from sandbox.judge.jail import kernel
from sandbox.judge.jail.errors import step
from sandbox.judge.jail.view import DEVICES, View

BOX = "/box"
WORK = "/box/work"
GPU = "/gpu"
BOX_BYTES = 32 << 20
BOX_INODES = 1024
_SEALED = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
_BASE = "/tmp"  # noqa: S108 - covered by a private mount, never written to
_GPU_PROC_MASKS = ("kallsyms", "kcore", "keys", "key-users", "kmsg", "timer_list", "config.gz")
_GPU_PROC_EMPTY = ("sys", "irq", "bus", "fs", "scsi", "acpi", "tty", "sysvipc", "pressure")


def enter(view: View) -> None:
    """Make a fresh root with `view` the calling process's root, and forget the host's.

    The process must own its mount namespace. Raises ConfinementError.
    """
    # A caller who keeps files to itself must not close the root to the jails' own user.
    os.umask(0o022)
    with step("a private mount namespace"):
        kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_PRIVATE)
        kernel.mount("tmpfs", _BASE, "tmpfs", _SEALED, "size=1m,nr_inodes=4096,mode=755")
        os.chdir(_BASE)
        Path("new").mkdir()
        Path("old").mkdir()
        kernel.mount("new", "new", flags=kernel.MS_BIND | kernel.MS_REC)
        kernel.pivot_root(".", "old")
        os.chdir("/")
    with step("the jails' root"):
        for name, target in view.links:
            Path("/new" + name).symlink_to(target)
        for path in view.shown:
            _show(path)
        for path in view.hidden:
            empty(f"/new{path}")
        _make_devices(view)
        _make_folders()
        _mount_own_proc()
    with step("pivot_root"):
        os.chdir("/new")
        kernel.detach("/old")
        kernel.pivot_root(".", ".")
        kernel.detach(".")
        os.chdir("/")
        kernel.set_mount_attributes("/", kernel.MOUNT_ATTR_RDONLY, recursive=False)


def furnish(*, gpu: bool) -> bool:
    """Give the calling child its writable folder and its /proc; return whether it has a /proc.

    The child must own its mount namespace and be in its pid namespace. The working directory
    becomes an empty folder.
    """
    with step("the jail's writable folder"):
        options = f"size={BOX_BYTES},nr_inodes={BOX_INODES},mode=700"
        kernel.mount("tmpfs", BOX, "tmpfs", _SEALED, options)
        for name in ("work", "tmp", "shm"):
            os.mkdir(f"{BOX}/{name}", 0o700)  # noqa: PTH102 - every child passes here
        os.chdir(WORK)
    with step("masks over the host's devices"):
        if not gpu:
            _hide_gpu()
    with step("the jail's /proc"):
        return _mount_full_proc() if gpu else _mount_bare_proc()


def empty(target: str) -> None:
    """Cover a folder by an empty one that nobody can write to."""
    kernel.mount("tmpfs", target, "tmpfs", _SEALED | kernel.MS_RDONLY, "size=4k,nr_inodes=2")


def _show(path: Path, place: str | None = None, *, device: bool = False) -> None:
    target = Path(place or f"/new{path}")
    target.parent.mkdir(parents=True, exist_ok=True)
    source = Path(f"/old{path}")
    if source.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    kernel.mount(str(source), str(target), flags=kernel.MS_BIND | kernel.MS_REC)
    attributes = kernel.MOUNT_ATTR_RDONLY | kernel.MOUNT_ATTR_NOSUID
    attributes |= kernel.MOUNT_ATTR_NOEXEC if device else kernel.MOUNT_ATTR_NODEV
    kernel.set_mount_attributes(str(target), attributes, recursive=True)


def _make_devices(view: View) -> None:
    for name in DEVICES:
        _show(Path("/dev", name), device=True)
    for name, target in (("fd", "/proc/self/fd"), ("shm", f"{BOX}/shm")):
        Path("/new/dev", name).symlink_to(target)
    if not view.gpu_devices:
        return
    for path in view.gpu_devices:
        place = Path("/new" + GPU) / path.relative_to("/dev")
        _show(path, str(place), device=True)
        link = Path(f"/new{path}")
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(GPU / path.relative_to("/dev"))
    _show(Path("/sys"))


def _make_folders() -> None:
    place = Path("/new/tmp")
    # An interpreter that lives under /tmp is shown there; then that is all of the jail's /tmp.
    if not place.exists():
        place.symlink_to(f"{BOX}/tmp")  # noqa: S108 - inside the jail
    for name in (BOX, "/proc"):
        Path(f"/new{name}").mkdir()


def _mount_own_proc() -> None:
    """Mount a /proc for the fork server; where that is refused, keep the host's.

    Children need it to write their identity map, and never see it.
    """
    try:
        kernel.mount("proc", "/new/proc", "proc", _SEALED)
    except OSError:
        kernel.mount("/old/proc", "/new/proc", flags=kernel.MS_BIND | kernel.MS_REC)


def _hide_gpu() -> None:
    for folder in (GPU, "/sys"):
        if os.path.isdir(folder):  # noqa: PTH112 - every child passes here
            empty(folder)


def _mount_bare_proc() -> bool:
    """Mount a /proc that holds the jail's own processes only (kernel 5.8)."""
    try:
        kernel.mount("proc", "/proc", "proc", _SEALED, "subset=pid,hidepid=invisible")
    except OSError:
        # Inside many containers no /proc may be mounted: then the jail has none.
        empty("/proc")
        return False
    kernel.set_mount_attributes("/proc", kernel.MOUNT_ATTR_RDONLY, recursive=False)
    return True


def _mount_full_proc() -> bool:
    """Mount a /proc in which the graphics driver finds itself, without the rest of the kernel.

    It can be written to, because the driver names its threads there and gives up if it cannot.
    What else a jail's user may write belongs to its own processes: whatever of the kernel's
    anybody may write to is covered, and the rest is for a root whom no jail has.
    """
    kernel.mount("proc", "/proc", "proc", _SEALED, "hidepid=invisible")
    for name in _GPU_PROC_MASKS:
        with suppress(FileNotFoundError):
            kernel.mount("/dev/null", f"/proc/{name}", flags=kernel.MS_BIND)
    for name in _GPU_PROC_EMPTY:
        with suppress(FileNotFoundError):
            empty(f"/proc/{name}")
    return True
