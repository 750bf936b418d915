"""Jails with a graphics card see its devices and what the driver reads; others see neither."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.judge.client import Zygote
from sandbox.judge.jail import limits, view
from sandbox.judge.jail.cgroups import Groups
from sandbox.judge.zygote import driver, facts
from sandbox.tests.judge_jail.servers import ROOMY, run, tell

ON_THE_CARD = """
import torch
square = torch.ones(3, 3, device="cuda")
answer = float((square @ square).sum())
"""
WITHOUT_IT = """
import os, torch
answer = [torch.cuda.is_available(), os.listdir("/gpu"), os.listdir("/sys")]
"""


@pytest.fixture
def with_a_card(zygote: Zygote) -> Zygote:
    if not zygote.status().cuda:
        pytest.skip("needs CUDA")
    return zygote


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
        "/proc/pressure": False,
        "a thread's name": True,
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


def test_torch_computes_on_the_card_again_and_again(with_a_card: Zygote) -> None:
    for _ in range(3):
        with with_a_card.lease(ROOMY, device="cuda") as lease:
            assert tell(lease, ON_THE_CARD) == 27


def test_another_jail_on_the_same_machine_has_no_card(with_a_card: Zygote) -> None:
    assert run(with_a_card, WITHOUT_IT) == [False, [], []]


def test_the_driver_is_looked_for_where_container_runtimes_put_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []

    def load(name: str) -> None:
        tried.append(name)
        if "libcuda" not in name or not name.startswith("/usr/local/nvidia/lib64/"):
            raise OSError

    monkeypatch.setattr("sandbox.judge.zygote.driver.ctypes.CDLL", load)
    driver.load()
    assert tried[0] == "libcuda.so.1"
    loaded = tried.index("/usr/local/nvidia/lib64/libcuda.so.1")
    assert "libcuda" not in " ".join(tried[loaded + 1 :]), "once is enough"
    assert "libnvidia-ml.so.1" in tried, "one that is missing does not keep others from loading"
