"""Uses the interfaces by which kernels are most often broken.

expects: RE
message: raised-at
"""

import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
X86 = platform.machine() == "x86_64"


def call(x86, arm, *arguments):
    wide = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result = libc.syscall(ctypes.c_long(x86 if X86 else arm), *wide)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def solve(x):
    for name, x86, arm, arguments in (
        ("bpf", 321, 280, (5, ctypes.create_string_buffer(128), 128)),
        ("perf_event_open", 298, 241, (ctypes.create_string_buffer(128), 0, -1, -1, 0)),
        ("userfaultfd", 323, 282, (0,)),
        ("kexec_load", 246, 104, (0, 0, 0, 0)),
        ("init_module", 175, 105, (0, 0, 0)),
        ("fsopen", 430, 430, (b"ext4", 0)),
        ("open_tree", 428, 428, (-100, b"/", 1)),
        ("memfd_secret", 447, 447, (0,)),
        ("personality", 135, 92, (0x0040000,)),
        ("syslog", 103, 116, (3, 0, 0)),
        ("reboot", 169, 142, (0xFEE1DEAD, 672274793, 0, 0)),
        ("clock_settime", 227, 112, (0, ctypes.create_string_buffer(16))),
        ("sethostname", 170, 161, (b"quizsite-attack", 15)),
        ("swapon", 167, 224, (b"/box/work/swap", 0)),
        ("acct", 163, 89, (b"/box/work/acct",)),
        ("quotactl", 179, 60, (0, 0, 0, 0)),
        ("io_setup", 206, 0, (8, ctypes.create_string_buffer(8))),
        ("kcmp", 312, 272, (1, os.getpid(), 0, 0, 0)),
        ("unknown", 500, 500, (0, 0)),
    ):
        try:
            call(x86, arm, *arguments)
            print("ESCAPED:", name)
        except OSError as error:
            last = error
    raise last
    return 2 * x - 1
