"""Linux system calls that Python does not offer, by ctypes.

Every function raises OSError where the kernel refuses. Names, flags and numbers are the
kernel's own: man 2 of each call, and include/uapi/linux of kernel 6.18.
"""

import ctypes
import os
import platform
import struct

CLONE_NEWNS = 0x0002_0000
CLONE_NEWCGROUP = 0x0200_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV, MOUNT_ATTR_NOEXEC = 1, 2, 4, 8
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_KEEPCAPS = 1, 4, 8
PR_SET_NAME, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_SECUREBITS = 15, 22, 24, 28
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 36, 38, 47

MACHINE = platform.machine()
# (clone, mount_setattr, pivot_root, capset) of each architecture that the jail knows.
_NUMBERS = {
    "x86_64": {"clone": 56, "pivot_root": 155, "capset": 126},
    "aarch64": {"clone": 220, "pivot_root": 41, "capset": 91},
}
_SAME_EVERYWHERE = {
    "mount_setattr": 442,
    "close_range": 436,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}
# PyDLL keeps the interpreter's lock: nothing here blocks, and a raw clone must not drop it.
_libc = ctypes.PyDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4

SyscallArgument = int | bytes | ctypes.Array[ctypes.c_char] | None


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def knows_machine() -> bool:
    """Whether the numbers of this machine's system calls are known."""
    return MACHINE in _NUMBERS


def syscall(name: str, *arguments: SyscallArgument) -> int:
    """Call the kernel by the name of one of the calls above."""
    number = _SAME_EVERYWHERE.get(name) or _NUMBERS[MACHINE][name]
    wide = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return _checked(int(_libc.syscall(ctypes.c_long(number), *wide)), name)


def clone(flags: int) -> int:
    """Fork into new namespaces; return 0 in the child, which may only call exec.

    Neither Python nor the C library learn of the new process.
    """
    sigchld = 17
    return syscall("clone", flags | sigchld, 0, 0, 0, 0)


def fork() -> int:
    """Fork a process that has one thread; return 0 in the child.

    Python's own fork then puts back locks and seeds, for processes with threads. Nothing of that
    is needed here, and it writes to some 340 pages (1.4 MB) of every child.
    """
    return _checked(int(_libc.fork()), "fork")


def unshare(flags: int) -> None:
    """Leave the namespaces of `flags` for new ones."""
    _checked(_libc.unshare(ctypes.c_int(flags)), "unshare")


def setns(descriptor: int, kind: int) -> None:
    """Enter the namespace behind `descriptor`."""
    _checked(_libc.setns(ctypes.c_int(descriptor), ctypes.c_int(kind)), "setns")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount `source` on `target`."""
    result = _libc.mount(
        os.fsencode(source),
        os.fsencode(target),
        kind.encode() or None,
        ctypes.c_ulong(flags),
        options.encode() or None,
    )
    _checked(result, f"mount {kind or source} on {target}")


def set_mount_attributes(target: str, attributes: int, *, recursive: bool) -> None:
    """Add MOUNT_ATTR_… flags to the mount at `target` and, where asked, to those below it."""
    record = ctypes.create_string_buffer(struct.pack("QQQQ", attributes, 0, 0, 0), 32)
    flags = _AT_RECURSIVE if recursive else 0
    syscall("mount_setattr", _AT_FDCWD, os.fsencode(target), flags, record, 32)


def detach(target: str) -> None:
    """Take the mount at `target` and all below it away, even if in use."""
    _checked(_libc.umount2(os.fsencode(target), ctypes.c_int(MNT_DETACH)), f"umount {target}")


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root and put the former one at `old`."""
    syscall("pivot_root", os.fsencode(new), os.fsencode(old))


def prctl(option: int, first: int = 0, second: int = 0) -> None:
    """Change a property of the calling process."""
    _checked(_libc.prctl(option, first, second, 0, 0), f"prctl {option}")


def set_name(name: str) -> None:
    """Name the process as ps and top show it, in at most 15 bytes."""
    text = ctypes.create_string_buffer(name.encode())
    prctl(PR_SET_NAME, ctypes.addressof(text))


def seccomp(program: bytes) -> None:
    """Install a BPF program as a filter of the calling process's system calls."""
    instructions = ctypes.create_string_buffer(program, len(program))
    record = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions))
    filter_ = ctypes.create_string_buffer(record, len(record))
    prctl(PR_SET_SECCOMP, 2, ctypes.addressof(filter_))


def capset(effective: int, permitted: int) -> None:
    """Set the capabilities of the calling thread; the inheritable ones become none."""
    version_3 = 0x2008_0522
    header = ctypes.create_string_buffer(struct.pack("Ii", version_3, 0), 8)
    low, high = 0xFFFF_FFFF, 32
    words = (effective & low, permitted & low, 0, effective >> high, permitted >> high, 0)
    data = ctypes.create_string_buffer(struct.pack("6I", *words), 24)
    syscall("capset", header, data)


def collapse(address: int, length: int) -> None:
    """Put the memory at `address` into huge pages (kernel 6.1)."""
    madv_collapse = 25
    place = ctypes.c_void_p(address)
    _checked(_libc.madvise(place, ctypes.c_size_t(length), madv_collapse), "madvise")


def set_host_name(name: str) -> None:
    """Name the machine as the calling process's UTS namespace sees it."""
    _checked(_libc.sethostname(name.encode(), ctypes.c_size_t(len(name))), "sethostname")


def close_from(first: int) -> None:
    """Close every descriptor from `first` on."""
    syscall("close_range", first, 0xFFFF_FFFF, 0)
