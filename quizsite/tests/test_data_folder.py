import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from quizsite.data_folder import data_folder, secret_key, write_private

WAIT_AND_PRINT_KEY = """
import sys
from pathlib import Path
from quizsite.data_folder import secret_key
print("ready", flush=True)
sys.stdin.readline()
print(secret_key(Path(sys.argv[1])))
"""
WRITE_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from quizsite.data_folder import secret_key
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    secret_key(Path(sys.argv[1]))
except OSError:
    print("refused")
"""


def python(code: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, folder],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_and_the_key_are_private(tmp_path: Path) -> None:
    folder = data_folder(tmp_path / "new" / "data")
    secret_key(folder)
    assert mode(folder) == mode(folder / "run") == 0o700
    assert mode(folder / "secret_key") == 0o600


def test_the_key_is_long_and_stays_the_same(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) >= 50
    assert secret_key(tmp_path) == key
    (tmp_path / "other").mkdir()
    assert secret_key(tmp_path / "other") != key


@pytest.mark.processes
def test_processes_that_make_the_key_at_once_get_the_same_one(tmp_path: Path) -> None:
    processes = [python(WAIT_AND_PRINT_KEY, tmp_path) for _ in range(4)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    keys = {process.communicate()[0].strip() for process in processes}
    assert keys == {(tmp_path / "secret_key").read_text()}
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_the_first_of_two_writers_wins(tmp_path: Path) -> None:
    write_private(tmp_path / "file", "first")
    write_private(tmp_path / "file", "second")
    assert (tmp_path / "file").read_text() == "first"


@pytest.mark.processes
def test_a_full_disk_leaves_no_half_written_key(tmp_path: Path) -> None:
    assert python(WRITE_ON_A_FULL_DISK, tmp_path).communicate()[0] == "refused\n"
    assert list(tmp_path.iterdir()) == []
    assert len(secret_key(tmp_path)) >= 50
