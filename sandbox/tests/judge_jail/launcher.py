"""Start a program as nobody, or on a kernel that seems to lack a feature, and with no environment.

python launcher.py [--nobody] [--refuse FEATURE] -- PROGRAM ARGUMENT…
"""

import argparse
import ctypes
import errno
import os
import struct
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[3]))

from sandbox.judge.jail import identity, kernel

_REFUSE = 0x0005_0000
_ALLOW = 0x7FFF_0000


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--nobody", action="store_true")
    parser.add_argument("--refuse", choices=sorted(_FILTERS))
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    if options.nobody:
        _become_nobody()
    if options.refuse:
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.seccomp(b"".join(_FILTERS[options.refuse]))
    os.execve(options.command[0], options.command, {})  # noqa: S606 - no shell is wanted


def _become_nobody() -> None:
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_PRIVATE)
    _open_a_way_to(Path(sys.base_prefix))
    os.setgroups([])
    os.setresgid(identity.NOBODY, identity.NOBODY, identity.NOBODY)
    os.setresuid(identity.NOBODY, identity.NOBODY, identity.NOBODY)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)


def _open_a_way_to(folder: Path) -> None:
    """Let others reach `folder` even if it lies in a private home, in this mount namespace."""
    barred = next((one for one in reversed(folder.parents) if not one.stat().st_mode & 1), None)
    if barred is None:
        return
    kept = os.open(folder, os.O_PATH)
    kernel.mount("tmpfs", str(barred), "tmpfs", 0, "mode=755")
    folder.mkdir(parents=True)
    kernel.mount(f"/proc/self/fd/{kept}", str(folder), flags=kernel.MS_BIND | kernel.MS_REC)
    os.close(kept)


def _op(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _refuse(number: int, error: int) -> list[bytes]:
    return [
        _op(0x20, 0),
        _op(0x15, number, 0, 1),
        _op(0x06, _REFUSE | error),
        _op(0x06, _ALLOW),
    ]


def _refuse_bits(number: int, argument: int, bits: int, error: int) -> list[bytes]:
    return [
        _op(0x20, 0),
        _op(0x15, number, 0, 3),
        _op(0x20, 16 + 8 * argument),
        _op(0x45, bits, 0, 1),
        _op(0x06, _REFUSE | error),
        _op(0x06, _ALLOW),
    ]


def _refuse_value(number: int, argument: int, value: int, error: int) -> list[bytes]:
    equal = _refuse_bits(number, argument, value, error)
    equal[3] = _op(0x15, value, 0, 1)
    return equal


_X86 = kernel.MACHINE == "x86_64"
_FILTERS = {
    "landlock": _refuse(444, errno.ENOSYS),
    "seccomp": _refuse_value(157 if _X86 else 167, 0, kernel.PR_SET_SECCOMP, errno.EINVAL),
    "namespaces": _refuse_bits(
        56 if _X86 else 220, 0, kernel.CLONE_NEWPID | kernel.CLONE_NEWUSER, errno.EPERM
    ),
    "unshare": _refuse(272 if _X86 else 97, errno.EPERM),
    "mount": _refuse(165 if _X86 else 40, errno.EPERM),
    "pivot_root": _refuse(155 if _X86 else 41, errno.EPERM),
    "prlimit": _refuse(302 if _X86 else 261, errno.ENOSYS),
}

if __name__ == "__main__":
    assert ctypes.sizeof(ctypes.c_void_p) == 8
    main()
