"""The filter of system calls: what no numerical program needs, and attacks do.

A refused call gets EPERM, so that a submission fails with an ordinary exception. `clone3` gets
ENOSYS: its flags lie in memory where no filter can look, and the C library then uses `clone`.
Calls of a foreign architecture kill. Numbers: asm/unistd_64.h and asm-generic/unistd.h of 6.18.
"""

import errno
import struct
from dataclasses import dataclass
from functools import cache

from sandbox.judge.jail import kernel

# The first call that was unknown when this list was made; it and all later ones do not exist.
FIRST_UNKNOWN = 463

# name: (x86_64, aarch64), None where the architecture has no such call.
DENIED: dict[str, tuple[int | None, int | None]] = {
    # other file systems and namespaces
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "statmount": (457, 457),
    "listmount": (458, 458),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "sysfs": (139, None),
    "ustat": (136, None),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    # writing out what others have written
    "sync": (162, 81),
    "syncfs": (306, 267),
    # other programs and processes
    "execve": (59, 221),
    "execveat": (322, 281),
    "uselib": (134, None),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "personality": (135, 92),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "seccomp": (317, 277),
    # the network
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    # the files that all jails and the host share: who locks or watches them
    "flock": (73, 32),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27),
    # channels and stores that outlive a process or hide memory from its limit
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "shmget": (29, 194),
    "shmctl": (31, 195),
    "shmat": (30, 196),
    "shmdt": (67, 197),
    "msgget": (68, 186),
    "msgctl": (71, 187),
    "msgrcv": (70, 188),
    "msgsnd": (69, 189),
    "semget": (64, 190),
    "semctl": (66, 191),
    "semtimedop": (220, 192),
    "semop": (65, 193),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "mq_timedsend": (242, 182),
    "mq_timedreceive": (243, 183),
    "mq_notify": (244, 184),
    "mq_getsetattr": (245, 185),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    # rarely used paths into the kernel
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_setup": (206, 0),
    "io_destroy": (207, 1),
    "io_submit": (209, 2),
    "io_cancel": (210, 3),
    "io_getevents": (208, 4),
    "vmsplice": (278, 75),
    "remap_file_pages": (216, 234),
    "modify_ldt": (154, None),
    "iopl": (172, None),
    "ioperm": (173, None),
    "lookup_dcookie": (212, 18),
    "_sysctl": (156, None),
    "nfsservctl": (180, 42),
    "vhangup": (153, 58),
    # the machine
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
}

# What only the init may: it hands descriptors to the dispatcher. The kernel counts those on their
# way for all processes of a user together, so that one jail could keep all others from starting.
DENIED_TO_CONTESTANTS: dict[str, tuple[int | None, int | None]] = {
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
}

# A graphics driver listens on a socket of its own, in the jail's network namespace, and looks for
# a server that shares cards.
_FOR_A_DRIVER = ("socket", "bind", "listen", "connect")


@dataclass(frozen=True, slots=True)
class Machine:
    """What the filter has to know of an architecture."""

    audit: int  # AUDIT_ARCH_…
    column: int  # of DENIED
    clone: int
    clone3: int
    prctl: int
    ioctl: int
    fcntl: int
    socket: int
    connect: int
    socketpair: int
    prlimit: int
    x32: bool


MACHINES = {
    "x86_64": Machine(0xC000_003E, 0, 56, 435, 157, 16, 72, 41, 42, 53, 302, x32=True),
    "aarch64": Machine(0xC000_00B7, 1, 220, 435, 167, 29, 25, 198, 203, 199, 261, x32=False),
}

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24  # little-endian words
_KILL, _ALLOW = 0x8000_0000, 0x7FFF_0000
_REFUSE = 0x0005_0000 | errno.EPERM
_UNKNOWN = 0x0005_0000 | errno.ENOSYS
_NOBODY_THERE = 0x0005_0000 | errno.ENOENT
_X32 = 0x4000_0000
_NEW_NAMESPACES = (
    kernel.CLONE_NEWNS
    | kernel.CLONE_NEWCGROUP
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
)
_AF_UNIX = 1
_INIT = 1
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
# F_GETLK, F_SETLK, F_SETLKW, the same for open files, F_SETLEASE, F_NOTIFY
_LOCKS_AND_WATCHES = (5, 6, 7, 36, 37, 38, 1024, 1026)


@cache
def program(machine: str = kernel.MACHINE, *, for_init: bool = False, gpu: bool = False) -> bytes:
    """Return the BPF program, 8 bytes an instruction; raise KeyError for an unknown machine.

    Kept once made: the fork server makes it, and its children find it.
    """
    known = MACHINES[machine]
    denied = dict(DENIED if for_init else DENIED | DENIED_TO_CONTESTANTS)
    if gpu:
        for name in _FOR_A_DRIVER:
            del denied[name]
    code = [_op(_LOAD, _ARCHITECTURE), *_unless_equal(known.audit, _KILL), _op(_LOAD, _NUMBER)]
    if known.x32:
        code += _if(_AT_LEAST, _X32, _UNKNOWN)
    code += _if(_AT_LEAST, FIRST_UNKNOWN, _UNKNOWN)
    code += _if(_EQUAL, known.clone3, _UNKNOWN)
    for numbers in denied.values():
        number = numbers[known.column]
        if number is not None:
            code += _if(_EQUAL, number, _REFUSE)
    if gpu:
        code += _if(_EQUAL, known.connect, _NOBODY_THERE)
        code += _by_argument(known.socket, _FIRST_ARGUMENT, _unless_equal(_AF_UNIX, _REFUSE))
    code += _by_argument(known.clone, _FIRST_ARGUMENT, _if(_ANY_BIT, _NEW_NAMESPACES, _REFUSE))
    code += _by_argument(known.socketpair, _FIRST_ARGUMENT, _unless_equal(_AF_UNIX, _REFUSE))
    # The init, of the same user, bounds its child by this; nobody bounds the init.
    code += _by_argument(known.prlimit, _FIRST_ARGUMENT, _if(_EQUAL, _INIT, _REFUSE))
    code += _by_argument(known.prctl, _FIRST_ARGUMENT, _if(_EQUAL, kernel.PR_SET_SECCOMP, _REFUSE))
    code += _by_argument(
        known.ioctl,
        _SECOND_ARGUMENT,
        _if(_EQUAL, _TIOCSTI, _REFUSE) + _if(_EQUAL, _TIOCLINUX, _REFUSE),
    )
    locks = [one for kind in _LOCKS_AND_WATCHES for one in _if(_EQUAL, kind, _REFUSE)]
    code += _by_argument(known.fcntl, _SECOND_ARGUMENT, locks)
    return b"".join([*code, _op(_RETURN, _ALLOW)])


def prepare() -> None:
    """Make all programs, so that no child has to."""
    program(for_init=True)
    for gpu in (True, False):
        program(gpu=gpu)


def install(*, for_init: bool = False, gpu: bool = False) -> None:
    """Filter the calling process's system calls from now on; it must have no_new_privs."""
    kernel.seccomp(program(for_init=for_init, gpu=gpu))


def _op(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _if(comparison: int, value: int, verdict: int) -> list[bytes]:
    return [_op(comparison, value, 0, 1), _op(_RETURN, verdict)]


def _unless_equal(value: int, verdict: int) -> list[bytes]:
    return [_op(_EQUAL, value, 1, 0), _op(_RETURN, verdict)]


def _by_argument(number: int, argument: int, checks: list[bytes]) -> list[bytes]:
    body = [_op(_LOAD, argument), *checks, _op(_RETURN, _ALLOW)]
    return [_op(_EQUAL, number, 0, len(body)), *body]
