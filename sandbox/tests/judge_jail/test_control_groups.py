"""Version 2 before version 1 before none; and the reason where there is none."""

import os
from pathlib import Path

import pytest

from sandbox.judge.jail import cgroups
from sandbox.judge.jail.cgroups import CgroupMeter, Groups, Host
from sandbox.judge.jail.tree import TreeMeter


class _Machine:
    """A copy of the kernel's files: /proc/self and a tree of groups, all plain files."""

    def __init__(self, folder: Path) -> None:
        self.proc = folder / "proc"
        self.tree = folder / "cgroup"
        (self.proc / "self").mkdir(parents=True)
        self.tree.mkdir()
        self.describe([], [])

    def describe(self, mounts: list[str], groups: list[str]) -> None:
        (self.proc / "self/mountinfo").write_text("\n".join(mounts))
        (self.proc / "self/cgroup").write_text("\n".join(groups))

    def group(self, name: str, controllers: str) -> Path:
        path = self.tree / name
        path.mkdir(parents=True, exist_ok=True)
        (path / "cgroup.controllers").write_text(controllers)
        (path / "cgroup.subtree_control").write_text("")
        (path / "cgroup.procs").write_text("")
        return path

    def mount_v2(self) -> str:
        return f"30 1 0:26 / {self.tree} rw - cgroup2 cgroup2 rw"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Machine:
    # Plain folders do not fill themselves: what the kernel would do on mkdir is left out.
    monkeypatch.setattr(cgroups, "_rehearse", lambda _folder: None)
    written = cgroups._write

    def write(path: Path, value: int | str) -> None:
        if path.parent.name.startswith("quizsite-judge") and not path.exists():
            path.touch()
        written(path, value)

    monkeypatch.setattr(cgroups, "_write", write)
    return _Machine(tmp_path)


def test_the_own_group_is_used_where_it_is_delegated(machine: _Machine) -> None:
    own = machine.group("service", "cpu memory pids")
    machine.describe([machine.mount_v2()], ["0::/service"])
    found = cgroups.find(Host(machine.proc))
    assert found.version == 2
    assert set(found.folders) == {"memory", "pids"}
    assert found.folders["memory"].parent == own
    assert (own / "cgroup.subtree_control").read_text() == "+memory +pids"


def test_the_parent_is_used_where_the_own_group_has_no_controllers(machine: _Machine) -> None:
    parent = machine.group("service", "memory pids")
    machine.group("service/main", "")
    machine.describe([machine.mount_v2()], ["0::/service/main"])
    assert cgroups.find(Host(machine.proc)).folders["memory"].parent == parent


def test_version_1_is_used_where_version_2_controls_no_memory(machine: _Machine) -> None:
    machine.group("unified", "hugetlb")
    mounts = [f"30 1 0:26 / {machine.tree}/unified rw - cgroup2 cgroup2 rw"]
    for name in ("memory", "pids", "cpu,cpuacct"):
        (machine.tree / name).mkdir()
        mounts.append(f"31 1 0:27 / {machine.tree}/{name} rw - cgroup cgroup rw,{name}")
    machine.describe(mounts, ["0::/", "3:cpu,cpuacct:/", "2:pids:/", "1:memory:/"])
    found = cgroups.find(Host(machine.proc))
    assert found.version == 1
    assert set(found.folders) == {"memory", "pids", "cpuacct"}


def test_without_any_group_there_is_a_reason_and_a_remedy(machine: _Machine) -> None:
    found = cgroups.find(Host(machine.proc))
    assert found.version == 0
    assert found.reason
    assert "Delegate" in found.remedy


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_group_that_is_not_delegated_is_named(machine: _Machine) -> None:
    own = machine.group("service", "memory pids")
    (own / "cgroup.subtree_control").chmod(0o400)
    machine.describe([machine.mount_v2()], ["0::/service"])
    assert "is not delegated" in cgroups.find(Host(machine.proc)).reason


def test_groups_of_a_server_that_is_no_more_are_removed(machine: _Machine) -> None:
    own = machine.group("service", "memory pids")
    machine.describe([machine.mount_v2()], ["0::/service"])
    stale = own / "quizsite-judge-999999999-1"
    mine = own / f"quizsite-judge-{os.getpid()}-{cgroups._start_time(os.getpid())}"
    (stale / "7").mkdir(parents=True)
    mine.mkdir()
    cgroups.find(Host(machine.proc))
    assert not stale.exists()
    assert mine.exists()


def test_version_2_is_read_and_written_in_its_own_terms(tmp_path: Path) -> None:
    for name, text in {
        "memory.current": "1000\n",
        "memory.peak": "5000\n",
        "memory.events": "low 0\noom 1\noom_kill 1\n",
        "cpu.stat": "usage_usec 2500000\nuser_usec 1\n",
        "memory.max": "",
        "memory.swap.max": "",
        "memory.oom.group": "",
    }.items():
        (tmp_path / name).write_text(text)
    sampled = TreeMeter(os.getpid(), os.getpid(), memory=False)
    meter = CgroupMeter(2, {"memory": tmp_path, "pids": tmp_path}, sampled)
    meter.bound(64 << 20)
    assert (tmp_path / "memory.max").read_text() == str(64 << 20)
    assert (tmp_path / "memory.swap.max").read_text() == "0"
    reading = meter.read()
    assert (reading.cpu_s, reading.peak, reading.out_of_memory) == (2.5, 5000, True)
    meter.remove()


def test_each_child_has_a_group_of_its_own(tmp_path: Path) -> None:
    groups = Groups(2, {"memory": tmp_path, "pids": tmp_path})
    assert groups.of_child(7) == {"memory": tmp_path / "7", "pids": tmp_path / "7"}
