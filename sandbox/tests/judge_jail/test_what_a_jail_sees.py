"""A submission finds its interpreter, an empty folder, and nothing of the host."""

from pathlib import Path

import pytest

from sandbox.judge.client import Zygote
from sandbox.judge.jail.view import REPOSITORY
from sandbox.tests.judge_jail.servers import ROOMY, InmateError, below, name_of, run, tell


def test_the_jail_runs_numpy_and_torch(zygote: Zygote) -> None:
    answer = run(zygote, "import numpy, torch\nanswer = float(torch.ones(3) @ torch.ones(3))")
    assert answer == 3


def test_the_jail_can_import_what_it_has_not_imported_yet(zygote: Zygote) -> None:
    assert run(zygote, "import sqlite3.dbapi2, wave\nimport numpy.testing\nanswer = 1") == 1


@pytest.mark.parametrize(
    "path",
    [
        str(REPOSITORY / "fixtures"),
        str(REPOSITORY / "sandbox"),
        str(REPOSITORY / "var"),
        "/etc/passwd",
        "/etc/hostname",
        "/home",
        "/var",
        "/usr/bin",
        "/sys/kernel",  # masked where a GPU's driver reads /sys in other jails
        "/dev/kmsg",
        "/dev/mem",
        "/dev/tty",
        "/proc/kallsyms",
        "/proc/sys",
        "/proc/kcore",
        "/proc/keys",
        "/proc/cpuinfo",
        "/proc/1/root/etc",
        "/proc/self/root/etc/passwd",
    ],
)
def test_the_jail_does_not_see(zygote: Zygote, path: str) -> None:
    assert run(zygote, f"import os\nanswer = os.path.lexists({path!r})") is False


def test_the_root_cannot_be_listed(zygote: Zygote) -> None:
    with pytest.raises(InmateError, match="PermissionError"):
        run(zygote, "import os\nos.listdir('/')")


def test_the_jail_starts_in_an_empty_folder_that_it_can_write_to(zygote: Zygote) -> None:
    source = (
        "import os, tempfile\n"
        "before = os.listdir()\n"
        "open('note', 'w').write('mine')\n"
        "tempfile.TemporaryFile().write(b'x')\n"
        "answer = [os.getcwd(), before, os.listdir()]"
    )
    assert run(zygote, source) == ["/box/work", [], ["note"]]


def test_no_file_is_left_for_the_next_jail(zygote: Zygote) -> None:
    for _ in range(4):
        source = "import os\nanswer = os.listdir('/box/work')\nopen('/box/work/mark', 'w').close()"
        assert run(zygote, source) == []


def test_installed_packages_cannot_be_changed(zygote: Zygote) -> None:
    with pytest.raises(InmateError, match=r"OSError|PermissionError"):
        run(zygote, "import numpy\nopen(numpy.__file__, 'a')")


def test_the_environment_holds_nothing_of_the_host(zygote: Zygote) -> None:
    source = (
        "import os\n"
        "try: at_start = open('/proc/self/environ').read()\n"
        "except OSError: at_start = ''\n"
        "answer = [dict(os.environ), at_start]"
    )
    assert run(zygote, source) == [{"PYTORCH_NVML_BASED_CUDA_CHECK": "1"}, ""]


def test_the_jail_sees_no_process_but_its_own(zygote: Zygote) -> None:
    source = (
        "import os\n"
        "seen = [n for n in os.listdir('/proc') if n.isdigit()] if os.path.exists('/proc/self') "
        "else ['2']\n"
        "answer = [os.getpid(), seen]"
    )
    assert run(zygote, source) == [2, ["2"]]


def test_the_jail_inherits_no_descriptor_but_its_own_three_and_its_channel(zygote: Zygote) -> None:
    source = (
        "import os, stat\n"
        "def is_open(n):\n"
        "    try: os.fstat(n)\n"
        "    except OSError: return False\n"
        "    return True\n"
        "answer = [n for n in range(64) if is_open(n)]"
    )
    assert run(zygote, source) == [0, 1, 2, 3]


def test_the_jail_is_nobody(zygote: Zygote) -> None:
    source = "import os\nanswer = [os.getresuid(), os.getresgid()]"
    assert run(zygote, source) == [[1000] * 3, [1000] * 3]


def test_the_jail_is_nobody_on_the_host_too(zygote: Zygote) -> None:
    with zygote.lease(ROOMY) as lease:
        tell(lease, "answer = 1")
        jailed = [pid for pid in below(zygote.status().pid) if name_of(pid).startswith("jail")]
        users = {user for pid in jailed for user in _status(str(pid), "Uid:")}
    assert users
    assert "0" not in users


def test_the_jail_has_no_capability_and_can_gain_none(zygote: Zygote) -> None:
    source = "answer = open('/proc/self/status').read()"
    status = dict(line.split(":\t") for line in run(zygote, source).splitlines() if ":\t" in line)
    for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[kind], 16) == 0, kind
    assert status["NoNewPrivs"] == "1"
    assert status["Seccomp"] == "2"


def test_the_jail_sees_no_host_name(zygote: Zygote) -> None:
    assert run(zygote, "import os\nanswer = os.uname().nodename") == "jail"


def test_new_files_are_private(zygote: Zygote) -> None:
    source = "import os\nopen('f', 'w').close()\nanswer = os.stat('f').st_mode & 0o777"
    assert run(zygote, source) == 0o600


def test_the_few_devices_work(zygote: Zygote) -> None:
    source = (
        "import os\n"
        "open('/dev/null', 'wb').write(b'x')\n"
        "answer = [len(open('/dev/urandom', 'rb').read(4)), open('/dev/zero', 'rb').read(1).hex()]"
    )
    assert run(zygote, source) == [4, "00"]


def _status(pid: str, field: str) -> list[str]:
    try:
        lines = Path("/proc", pid, "status").read_text().splitlines()
    except OSError:
        return []
    return [number for line in lines if line.startswith(field) for number in line.split()[1:]]


def test_the_fork_server_that_root_started_is_nobody_as_well(zygote: Zygote) -> None:
    dispatcher = zygote.status().pid
    libraries = [pid for pid in below(dispatcher) if "torch" in _maps(pid)]
    assert libraries
    for pid in libraries:
        assert set(_status(str(pid), "Uid:")) != {"0"}


def _maps(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return ""
