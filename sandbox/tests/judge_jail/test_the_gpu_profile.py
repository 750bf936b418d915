"""Jails with a graphics card see its devices and what the driver reads; others see neither."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.judge.jail import limits, view
from sandbox.judge.jail.cgroups import Groups
from sandbox.judge.zygote import facts


def _seen(profile: str) -> dict[str, bool]:
    program = Path(__file__).with_name("gpu_profile.py")
    command = [sys.executable, "-I", "-B", str(program), profile]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    seen: dict[str, bool] = json.loads(ended.stdout)
    return seen


def test_a_jail_with_a_card_sees_the_device_and_the_driver_s_files() -> None:
    assert _seen("gpu") == {
        "/gpu/tty": True,
        "/sys/class": True,
        "/proc/cpuinfo": True,
        "/proc/kallsyms": False,
        "/proc/sys/kernel": False,
    }


def test_a_jail_without_one_sees_none_of_it() -> None:
    assert set(_seen("cpu").values()) == {False}


def test_a_driver_may_start_more_threads_than_a_submission() -> None:
    assert limits.processes(gpu=True) > limits.processes(gpu=False)


def test_cards_are_found_by_their_device_nodes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("nvidia0", "nvidiactl", "null"):
        (tmp_path / name).touch()
    monkeypatch.setattr(view, "_DEVICE_FOLDER", tmp_path)
    assert [path.name for path in view.gpu_devices()] == ["nvidia0", "nvidiactl"]


@pytest.mark.parametrize("cuda", [True, False])
def test_the_status_tells_whether_there_is_a_card(cuda: bool) -> None:  # noqa: FBT001
    found = facts.gather(confined=True, groups=Groups(1), failure=None, has_proc=True, cuda=cuda)
    (gpu,) = [fact for fact in found if fact["name"] == "GPU"]
    assert gpu["holds"] is cuda
