"""Control groups: the kernel counts a jail's memory, processes and CPU time, and limits them.

Version 2 is used where the memory controller can be delegated below the server's own group or
an ancestor of it, else version 1. The groups are named after the server, so that a later one
removes what a killed one has left.
"""

import os
import signal
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.judge.jail.tree import Reading, TreeMeter

_PREFIX = "quizsite-judge"
_LONGEST = 4096
_V1_WANTED = ("memory", "pids", "cpuacct")
_V2_WANTED = ("memory", "pids")


@dataclass(frozen=True)
class Host:
    """Where the kernel describes itself; tests put a copy in its place."""

    proc: Path = Path("/proc")


@dataclass(frozen=True)
class Groups:
    """Where this server makes its groups: a folder for each controller.

    version: 1, 2, or 0 where there is no memory controller; reason and remedy then say why.
    """

    version: int
    folders: Mapping[str, Path] = field(default_factory=dict)
    reason: str = ""
    remedy: str = ""

    def of_child(self, number: int) -> dict[str, Path]:
        """Return the folder of each controller for child `number`."""
        return {name: folder / str(number) for name, folder in self.folders.items()}

    def attach(self, number: int, processes: int, pids: Iterable[int]) -> None:
        """Make the groups of child `number` for at most `processes`, and put `pids` into them.

        Raises OSError. Takes a grace period of the kernel's, 5 to 20 ms.
        """
        folders = self.of_child(number)
        for folder in set(folders.values()):
            folder.mkdir(exist_ok=True)
        if "pids" in folders:
            _write(folders["pids"] / "pids.max", processes)
        for folder in set(folders.values()):
            for pid in pids:
                _write(folder / "cgroup.procs", pid)

    def end(self) -> None:
        """Remove everything that this server has made."""
        for folder in set(self.folders.values()):
            _remove(folder)


class CgroupMeter:
    """Measures and limits one jail by its groups; what they lack, `tree` measures."""

    needs_polling = False

    def __init__(self, version: int, folders: Mapping[str, Path], tree: TreeMeter) -> None:
        self._version = version
        self._folders = folders
        self._tree = tree
        self._opened: dict[Path, int] = {}
        self._peak = 0

    def bound(self, memory_bytes: int) -> None:
        """Set the limit on memory; the kernel kills at it."""
        memory = self._folders["memory"]
        if self._version == 2:
            _write(memory / "memory.max", memory_bytes)
            with suppress(OSError):
                _write(memory / "memory.swap.max", 0)
                _write(memory / "memory.oom.group", 1)
            return
        _write(memory / "memory.limit_in_bytes", memory_bytes)
        with suppress(OSError):  # only where the kernel accounts for swap
            _write(memory / "memory.memsw.limit_in_bytes", memory_bytes)

    def read(self) -> Reading:
        """Ask the kernel."""
        memory = self._folders["memory"]
        if self._version == 2:
            # Kernels before 5.19 keep no peak: then it is the largest value that was read.
            peak = self._number(memory / "memory.peak") or self._number(memory / "memory.current")
            killed = self._fields(memory / "memory.events").get("oom_kill", 0)
            cpu_s = self._fields(memory / "cpu.stat").get("usage_usec", 0) / 1e6
        else:
            peak = self._number(memory / "memory.max_usage_in_bytes")
            killed = self._fields(memory / "memory.oom_control").get("oom_kill", 0)
            cpu_s = self._cpu_v1()
        self._peak = max(self._peak, peak)
        return Reading(cpu_s, self._peak, out_of_memory=killed > 0)

    def note_peak(self, resident: int) -> None:
        """The groups know the peak better."""

    def remove(self) -> bool:
        """Remove the groups; return whether they are gone (a dying process may still hold one)."""
        while self._opened:
            os.close(self._opened.popitem()[1])
        gone = [_remove(folder) for folder in set(self._folders.values())]
        return all(gone)

    def _cpu_v1(self) -> float:
        if "cpuacct" not in self._folders:
            return self._tree.read().cpu_s
        return self._number(self._folders["cpuacct"] / "cpuacct.usage") / 1e9

    def _number(self, path: Path) -> int:
        text = self._text(path)
        return int(text) if text.strip().isdigit() else 0

    def _fields(self, path: Path) -> dict[str, int]:
        pairs = [line.split() for line in self._text(path).splitlines()]
        return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2}

    def _text(self, path: Path) -> str:
        """Read a file of the kernel's that is kept open: it is asked many times."""
        try:
            if path not in self._opened:
                self._opened[path] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            return os.pread(self._opened[path], _LONGEST, 0).decode()
        except OSError:
            return ""


def find(host: Host | None = None) -> Groups:
    """Find where groups can be made, make the server's own, and remove those of dead servers."""
    host = host or Host()
    mounts = list(_mounts(host))
    own = _own_groups(host)
    name = f"{_PREFIX}-{os.getpid()}-{_start_time(os.getpid())}"
    refusals: list[str] = []
    for mount in mounts:
        if mount.version == 2 and (folder := _try_v2(mount, own, name, refusals)) is not None:
            return Groups(2, dict.fromkeys(_V2_WANTED, folder))
    folders: dict[str, Path] = {}
    for mount in mounts:
        for controller in mount.controllers & set(_V1_WANTED):
            base = mount.locate(own.get(controller, "/"))
            if (folder := _try_v1(base, name, refusals)) is not None:
                folders[controller] = folder
    if "memory" in folders:
        return Groups(1, folders)
    Groups(1, folders).end()
    reason = refusals[0] if refusals else "no cgroup controls memory"
    return Groups(
        0,
        reason=reason,
        remedy="delegate the memory and pids controllers to the judge's group "
        "(systemd: Delegate=yes and DelegateSubgroup=main), or start it as root",
    )


@dataclass(frozen=True)
class _Mount:
    version: int
    point: Path
    root: str
    controllers: frozenset[str]

    def locate(self, group: str) -> Path:
        """Return the folder of `group`, which a container may have mounted as a root."""
        relative = group.removeprefix(self.root) if self.root != "/" else group
        folder = self.point / relative.lstrip("/")
        return folder if folder.is_dir() else self.point


def _mounts(host: Host) -> Iterator[_Mount]:
    for line in (host.proc / "self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        root, point = before.split()[3:5]
        kind, _, options = after.split()[:3]
        if kind == "cgroup":
            yield _Mount(1, Path(point), root, frozenset(options.split(",")))
        elif kind == "cgroup2":
            yield _Mount(2, Path(point), root, frozenset())


def _own_groups(host: Host) -> dict[str, str]:
    """Return the server's own group by controller; that of version 2 by the empty name."""
    found: dict[str, str] = {}
    for line in (host.proc / "self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        found |= dict.fromkeys(controllers.split(","), path)
    return found


def _try_v2(mount: _Mount, own: Mapping[str, str], name: str, refusals: list[str]) -> Path | None:
    """Make a group with the memory controller below the server's own or an ancestor of it."""
    start = mount.locate(own.get("", "/"))
    for base in (start, *start.parents):
        if not base.is_relative_to(mount.point):
            break
        offered = (base / "cgroup.controllers").read_text().split()
        if "memory" not in offered:
            continue
        wanted = " ".join(f"+{one}" for one in _V2_WANTED if one in offered)
        folder = base / name
        try:
            _write(base / "cgroup.subtree_control", wanted)
            _sweep(base)
            folder.mkdir(exist_ok=True)
            _write(folder / "cgroup.subtree_control", wanted)
            _rehearse(folder)
        except OSError as error:
            refusals.append(f"{base} is not delegated: {error.strerror}")
            _remove(folder)
            continue
        return folder
    return None


def _try_v1(base: Path, name: str, refusals: list[str]) -> Path | None:
    folder = base / name
    try:
        _sweep(base)
        folder.mkdir(exist_ok=True)
        _rehearse(folder)
    except OSError as error:
        refusals.append(f"{base} is not writable: {error.strerror}")
        _remove(folder)
        return None
    return folder


def _rehearse(folder: Path) -> None:
    """Move a process into a group of `folder`, as every child will be; raise OSError."""
    trial = folder / "trial"
    trial.mkdir(exist_ok=True)
    pid = os.fork()
    if pid == 0:
        signal.pause()
    try:
        _write(trial / "cgroup.procs", pid)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        _remove(trial)


def _sweep(base: Path) -> None:
    """Remove the groups of servers that are no more, and whatever still runs in them."""
    for folder in base.glob(f"{_PREFIX}-*-*"):
        pid, start = folder.name.removeprefix(f"{_PREFIX}-").split("-")
        if pid.isdigit() and _start_time(int(pid)) != start:
            _remove(folder)


def _remove(folder: Path) -> bool:
    with suppress(OSError):
        folder.rmdir()  # what has nothing in it any more, as most
    if not folder.is_dir():
        return True
    for below in [entry for entry in folder.iterdir() if entry.is_dir()]:
        _remove(below)
    with suppress(OSError):
        for pid in (folder / "cgroup.procs").read_text().split():
            if int(pid) not in {0, os.getpid()}:
                os.kill(int(pid), signal.SIGKILL)
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


def _start_time(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _write(path: Path, value: int | str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, str(value).encode())
    finally:
        os.close(descriptor)
