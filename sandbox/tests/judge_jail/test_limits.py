"""Whatever a submission exhausts, its lease ends in time and says what was exhausted."""

import time

import pytest

from sandbox.judge.client import (
    ChildDied,
    ChildFlooded,
    ChildOutOfMemory,
    ChildOutOfTime,
    Limits,
    Zygote,
)
from sandbox.judge.wire import Frame, WireError
from sandbox.tests.judge_jail.servers import ROOMY, InmateError, run, tell

_BUSY = "import time\nend = time.process_time() + 0.03\nwhile time.process_time() < end: pass"
_SMALL = Limits(wall_s=30, cpu_s=10, memory_mb=64)
# What one gets who asks for more than there may be.
_NO_MORE = r"MemoryError|RuntimeError|OSError|Resource temporarily unavailable"


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
        "import numpy as np\na = np.ones((4000, 4000), complex)\nwhile True: a @ a",
        "pow(3, 10**9)",
        "import threading\n"
        "for _ in range(3): threading.Thread(target=lambda: pow(3, 10**9)).start()\n"
        "pow(3, 10**9)",
    ],
)
def test_computing_for_ever_ends_out_of_cpu_time(zygote: Zygote, source: str) -> None:
    limits = Limits(wall_s=60, cpu_s=10, memory_mb=1024)
    with zygote.lease(limits) as lease:
        with pytest.raises(ChildOutOfTime) as caught:
            tell(lease, source, cpu_s=0.5, wall_s=40)
        assert caught.value.clock == "cpu"
        assert 0.5 <= lease.usage().cpu_s < 2.5


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.sleep(1000)",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nsignal.pause()",
        "channel.recv(1)",
        "import os, time\nos.setsid() if os.getpid() != os.getsid(0) else 0\nos.fork()\n"
        "time.sleep(1000)",
    ],
)
def test_waiting_for_ever_ends_out_of_wall_time(zygote: Zygote, source: str) -> None:
    began = time.monotonic()
    with zygote.lease(ROOMY) as lease, pytest.raises(ChildOutOfTime) as caught:
        tell(lease, source, wall_s=0.5)
    assert caught.value.clock == "wall"
    assert time.monotonic() - began < 10


def test_a_lease_as_a_whole_has_an_end_too(zygote: Zygote) -> None:
    limits = Limits(wall_s=0.5, cpu_s=5, memory_mb=64)
    with zygote.lease(limits) as lease, pytest.raises(ChildOutOfTime):
        tell(lease, "import time\ntime.sleep(1000)", wall_s=1000)


def test_a_server_with_much_to_answer_ends_a_lease_in_time(zygote: Zygote) -> None:
    with zygote.lease(Limits(wall_s=0.5, cpu_s=10, memory_mb=512)):
        deadline = time.monotonic() + 5
        while zygote.status().leased and time.monotonic() < deadline:
            pass
        assert zygote.status().leased == 0


def test_a_lease_whose_client_sleeps_is_ended_by_the_server(zygote: Zygote) -> None:
    with zygote.lease(Limits(wall_s=0.3, cpu_s=5, memory_mb=64)) as lease:
        time.sleep(1.5)
        with pytest.raises(ChildOutOfTime):
            tell(lease, "answer = 1")


@pytest.mark.parametrize(
    "source",
    [
        "held = []\nwhile True: held.append(bytearray(1 << 20))",
        # Where memory is polled it has to be held for a moment to be seen.
        "import numpy, time\nheld = numpy.ones(20_000_000)\ntime.sleep(60)",
        "import torch, time\nheld = torch.ones(20_000_000)\ntime.sleep(60)",
        "import os, time\n"
        "for _ in range(4):\n"
        "    if os.fork() == 0:\n"
        "        held = bytearray(os.urandom(1 << 20)) * 30\n"
        "        time.sleep(60)\n"
        "time.sleep(60)",
    ],
)
def test_growing_ends_out_of_memory(zygote: Zygote, source: str) -> None:
    began = time.monotonic()
    with zygote.lease(_SMALL) as lease, pytest.raises(ChildOutOfMemory):
        tell(lease, source)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "source",
    ["import torch\ntorch.empty(10**12)", "import numpy\nnumpy.zeros(10**11)", "' ' * 10**12"],
)
def test_asking_for_the_impossible_fails_at_once(zygote: Zygote, source: str) -> None:
    with pytest.raises(InmateError, match=_NO_MORE):
        run(zygote, source, _SMALL)


def test_the_memory_that_a_jail_may_use_it_can_use(zygote: Zygote) -> None:
    limits = Limits(wall_s=30, cpu_s=10, memory_mb=256)
    with zygote.lease(limits) as lease:
        assert tell(lease, "import numpy\nanswer = float(numpy.ones(12_500_000).sum())") == 12.5e6
        peak = lease.usage().memory_peak_bytes
    assert 90e6 < peak < 140e6


@pytest.mark.parametrize(
    "source",
    [
        "import os\nwhile os.fork() >= 0: pass",
        "from threading import Thread\nimport time\n"
        "while True: Thread(target=time.sleep, args=(9,)).start()",
    ],
)
def test_bombs_of_processes_and_threads_fizzle(zygote: Zygote, source: str) -> None:
    with zygote.lease(ROOMY) as lease, pytest.raises((InmateError, ChildOutOfTime, ChildDied)):
        tell(lease, source, cpu_s=3, wall_s=6)


def test_descriptors_run_out(zygote: Zygote) -> None:
    with pytest.raises(InmateError, match="Too many open files"):
        run(zygote, "held = []\nwhile True: held.append(open('/dev/null'))")


def test_the_writable_folder_is_bounded_in_bytes(zygote: Zygote) -> None:
    source = "for n in range(100): open(f'f{n}', 'wb').write(bytes(1 << 20))"
    with pytest.raises(InmateError, match="No space left"):
        run(zygote, source)


def test_the_writable_folder_is_bounded_in_files(zygote: Zygote) -> None:
    with pytest.raises(InmateError, match="No space left"):
        run(zygote, "for n in range(5000): open(f'f{n}', 'w').close()")


def test_a_sparse_terabyte_is_refused(zygote: Zygote) -> None:
    with pytest.raises(InmateError, match="File too large"):
        run(zygote, "import os\nos.truncate(os.open('f', os.O_CREAT | os.O_RDWR), 1 << 40)")


def test_there_is_no_other_place_to_write(zygote: Zygote) -> None:
    source = (
        "import os\n"
        "answer = []\n"
        "for folder in ('/', '/dev', '/usr', '/usr/lib', '/proc/self', '/etc'):\n"
        "    try: open(folder + '/x', 'w'); answer.append(folder)\n"
        "    except OSError: pass"
    )
    assert run(zygote, source) == []


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_flood_of_output_ends_the_lease(zygote: Zygote, stream: str) -> None:
    with zygote.lease(ROOMY) as lease:
        with pytest.raises(ChildFlooded) as caught:
            tell(lease, f"import sys\nwhile True: sys.{stream}.write('x' * 4096)")
        assert caught.value.what == "output"
        assert len(lease.output) <= 64 << 10


def test_output_below_the_cap_is_kept_with_its_beginning_and_end(zygote: Zygote) -> None:
    with zygote.lease(ROOMY) as lease:
        tell(lease, "print('first')\nfor _ in range(100): print('-' * 999)\nprint('last')")
        assert lease.output.startswith(b"first\n")
        assert lease.output.endswith(b"last\n")
        assert len(lease.output) == 64 << 10
        assert lease.output_bytes == 100_000 + 11


def test_a_result_beyond_the_cap_ends_the_lease_before_it_is_read(zygote: Zygote) -> None:
    limits = Limits(wall_s=30, cpu_s=10, memory_mb=256, result_bytes=1 << 20)
    source = (
        "import json\n"
        "shape = [1 << 30]\n"
        "head = json.dumps({'type': 'answer', 'tensors': [{'dtype': 'uint8', 'shape': shape}],"
        " 'payload_bytes': 1 << 30}).encode()\n"
        "channel.sendall(len(head).to_bytes(4, 'big') + head)\n"
        "while True: channel.sendall(bytes(1 << 16))"
    )
    with zygote.lease(limits) as lease, pytest.raises(ChildFlooded) as caught:
        tell(lease, source)
    assert caught.value.what == "result"


def test_trickled_bytes_end_out_of_time(zygote: Zygote) -> None:
    source = (
        "import time\n"
        "channel.sendall((1 << 10).to_bytes(4, 'big'))\n"
        "while True: channel.sendall(b' '); time.sleep(0.05)"
    )
    with zygote.lease(ROOMY) as lease, pytest.raises(ChildOutOfTime):
        tell(lease, source, wall_s=1)


def test_a_child_that_does_not_read_ends_out_of_time(zygote: Zygote) -> None:
    with zygote.lease(ROOMY) as lease:
        lease.send(Frame({"type": "run", "source": "import time\ntime.sleep(1000)"}))
        with pytest.raises(ChildOutOfTime):
            lease.send(bytes(16 << 20), wall_s=0.5)


@pytest.mark.parametrize("reply", [b"\xff" * 64, b"\0\0\0\0", b"\0\0\0\x02[]", b"\0\0\0\x02{}"])
def test_what_is_no_frame_is_named_so(zygote: Zygote, reply: bytes) -> None:
    with zygote.lease(ROOMY) as lease, pytest.raises(WireError):
        tell(lease, f"channel.sendall({reply!r})\nimport time\ntime.sleep(60)")


@pytest.mark.parametrize(
    ("source", "signal", "code"),
    [
        ("import os\nos._exit(0)", None, 0),
        ("import sys\nsys.exit(3)", None, 3),
        ("import os\nos.abort()", 6, None),
        ("import ctypes\nctypes.string_at(0)", 11, None),
        ("import os\nos.kill(os.getpid(), 9)", 9, None),
    ],
)
def test_an_early_end_tells_how(
    zygote: Zygote, source: str, signal: int | None, code: int | None
) -> None:
    with zygote.lease(ROOMY) as lease, pytest.raises(ChildDied) as caught:
        tell(lease, source)
    assert (caught.value.signal, caught.value.code) == (signal, code)


def test_recursion_without_a_limit_ends_the_child_alone(zygote: Zygote) -> None:
    source = "import sys\nsys.setrecursionlimit(10**9)\ndef f(): return [f() for _ in (1,)]\nf()"
    with zygote.lease(ROOMY) as lease, pytest.raises((ChildDied, ChildOutOfMemory, InmateError)):
        tell(lease, source)
    assert run(zygote, "answer = 1") == 1


def test_an_early_end_is_told_at_once_whoever_holds_the_channel(zygote: Zygote) -> None:
    source = "import os, time\nif os.fork() == 0: time.sleep(1000)\nos.abort()"
    began = time.monotonic()
    with zygote.lease(ROOMY) as lease, pytest.raises(ChildDied) as caught:
        tell(lease, source)
    assert caught.value.signal == 6
    assert time.monotonic() - began < 20


def test_many_short_calls_cannot_add_up_unnoticed(zygote: Zygote) -> None:
    with zygote.lease(Limits(wall_s=60, cpu_s=30, memory_mb=512)) as lease:
        for _call in range(12):
            tell(lease, _BUSY)
        asked = lease.usage().cpu_s
        assert asked > 0.2
        with pytest.raises(ChildOutOfTime):
            tell(lease, "while True: pass", cpu_s=0.5)
        # What was not asked in between may prolong the next call by a tenth of a second or two.
        assert lease.usage().cpu_s < asked + 1.5


def test_the_last_usage_is_known_without_asking(zygote: Zygote) -> None:
    with zygote.lease(ROOMY) as lease:
        tell(lease, _BUSY)
        used = lease.usage()
        assert lease.last_usage == used
        assert used.memory_peak_bytes > 0
