"""Landlock: a second wall around files, should the first have a hole.

The kernel's own documentation (userspace-api/landlock) names the bits. The jail asks for
everything that its kernel knows and needs ABI 1 at least (kernel 5.13).
"""

import ctypes
import os
import struct
from collections.abc import Iterable

from sandbox.judge.jail import kernel

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_MAKE_CHAR, _MAKE_SOCK, _MAKE_FIFO, _MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 10, 1 << 11
_TRUNCATE, _IOCTL_DEVICE = 1 << 14, 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE
_RULE_PATH_BENEATH = 1
_VERSION_FLAG = 1
READ = _READ_FILE | _READ_DIR
# As the C library does it, in /proc/self/task/N/comm; there is no narrower way to that file.
NAME_THREADS = READ | _WRITE_FILE | _TRUNCATE
USE_DEVICE = _READ_FILE | _WRITE_FILE
DRIVE_DEVICE = USE_DEVICE | _IOCTL_DEVICE


def abi() -> int:
    """Return the version of Landlock that the kernel offers, 0 where it offers none."""
    try:
        return kernel.syscall("landlock_create_ruleset", None, 0, _VERSION_FLAG)
    except OSError:
        return 0


def handled(version: int) -> int:
    """Return every right on files that this version of Landlock can refuse."""
    last_bit = 12 + (version >= 2) + (version >= 3) + (version >= 5)
    return (1 << (last_bit + 1)) - 1


def write_anything(version: int) -> int:
    """Return the rights inside the jail's own folder: all but running, devices, pipes, sockets."""
    never = _EXECUTE | _MAKE_CHAR | _MAKE_SOCK | _MAKE_FIFO | _MAKE_BLOCK | _IOCTL_DEVICE
    return handled(version) & ~never


def restrict(rules: Iterable[tuple[str, int]]) -> None:
    """Refuse the calling process every file but those of `rules`: (path, rights) each.

    Also refuses TCP, and from ABI 6 on abstract Unix sockets and signals to others.
    """
    version = abi()
    ruleset = _create(version)
    try:
        for path, rights in rules:
            _allow(ruleset, path, rights & handled(version))
        kernel.syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _create(version: int) -> int:
    tcp = 0b11 if version >= 4 else 0
    scopes = 0b11 if version >= 6 else 0
    fields = [handled(version)] + ([tcp] if version >= 4 else []) + ([scopes] if scopes else [])
    record = struct.pack(f"{len(fields)}Q", *fields)
    attributes = ctypes.create_string_buffer(record, len(record))
    return kernel.syscall("landlock_create_ruleset", attributes, len(record), 0)


def _allow(ruleset: int, path: str, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - pathlib is slow where every child passes
            rights &= _FILE_RIGHTS
        record = ctypes.create_string_buffer(struct.pack("=Qi", rights, descriptor), 12)
        kernel.syscall("landlock_add_rule", ruleset, _RULE_PATH_BENEATH, record, 0)
    finally:
        os.close(descriptor)
