"""Two jobs, one after the other or at once, learn nothing from each other."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from sandbox.judge.grader import Verdict
from sandbox.tests.attacks.catalogue import ESCAPED, PROGRAMS, read_attack
from sandbox.tests.attacks.conftest import JudgeOf
from sandbox.tests.attacks.judges import Judge
from sandbox.tests.attacks.tiny_exercises import ROOMY, secrets_to_find, treasure
from sandbox.tests.judge_jail.servers import USERS

pytestmark = pytest.mark.xdist_group("attacks")

LEAVING = """
import os, sys, ctypes

def solve(x):
    for folder in ("/box/work", "/box/tmp", "/box/shm", "/tmp", "/dev/shm", "/", "/box", "/dev",
                   "/proc/self", "/var/tmp", "/run", os.path.dirname(os.__file__)):
        try:
            with open(folder + "/quizsite-attack", "w") as file:
                file.write("for the next")
            os.mkdir(folder + "/quizsite-attack-folder")
        except OSError:
            pass
    os.environ["QUIZSITE_ATTACK"] = "for the next"
    sys.modules["quizsite_attack"] = sys
    return 2 * x - 1
"""
FINDING = """
import os, sys

def solve(x):
    for folder in ("/box/work", "/box/tmp", "/box/shm", "/tmp", "/dev/shm"):
        for name in os.listdir(folder):
            print("ESCAPED:", folder, name)
    for folder in ("/", "/box", "/dev", "/proc/self", "/var/tmp", os.path.dirname(os.__file__)):
        if os.path.lexists(folder + "/quizsite-attack"):
            print("ESCAPED:", folder)
    if "QUIZSITE_ATTACK" in os.environ or "quizsite_attack" in sys.modules:
        print("ESCAPED: the process of the job before")
    return 2 * x - 1
"""
WAITING = """
import time

SECRET = "".join(["quizsite", "-of-", "a-neighbour"])

def solve(x):
    time.sleep(0.6)
    return 2 * x - 1
"""
SPYING = """
import os, glob, ctypes

def solve(x):
    for pid in range(1, 4000):
        if pid not in (1, os.getpid()):
            try:
                os.kill(pid, 0)
                print("ESCAPED: process", pid)
            except PermissionError:
                print("ESCAPED: a process that may not be signalled", pid)
            except ProcessLookupError:
                pass
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        if int(path.split("/")[2]) not in (1, os.getpid()):
            print("ESCAPED:", path)
    return 2 * x - 1
"""


@pytest.fixture
def judge(judge_as: JudgeOf) -> Judge:
    return judge_as(USERS[-1])


def test_nothing_is_left_for_the_next_job(judge: Judge) -> None:
    assert judge.grade(LEAVING, limits=ROOMY).verdict is Verdict.AC
    for _ in range(4):  # as many as were in the pool at that time, and more
        report = judge.grade(FINDING, limits=ROOMY)
        assert report.verdict is Verdict.AC
        assert ESCAPED not in report.output, report.output
    assert judge.residue() == ""


def test_jobs_at_the_same_time_do_not_see_each_other(judge: Judge) -> None:
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(judge.grade, WAITING, limits=ROOMY)
        spied = [judge.grade(SPYING, limits=ROOMY) for _ in range(2)]
        assert waiting.result().verdict is Verdict.AC
    for report in spied:
        assert report.verdict is Verdict.AC
        assert ESCAPED not in report.output, report.output


def test_attacks_at_the_same_time_do_not_change_verdicts(judge: Judge) -> None:
    sources = [WAITING, "import os\ndef solve(x): os.abort()", "def solve(x):\n    while 1: 0"] * 2
    with ThreadPoolExecutor(len(sources)) as threads:
        reports = list(threads.map(lambda source: judge.grade(source, scope="samples"), sources))
    assert [report.verdict for report in reports] == ["AC", "RE", "TLE"] * 2
    assert judge.residue() == ""


def test_what_a_scan_searches_for_is_not_in_its_own_text(judge: Judge) -> None:
    needles = judge.host.names(judge.server)["NEEDLES"]
    as_bytes = [bytes.fromhex(needle) for needle in needles.split()]
    assert len(as_bytes) == len(secrets_to_find())
    for held in (needles.encode(), b" ".join(as_bytes)):
        assert not any(secret in held for secret in secrets_to_find())


@pytest.mark.parametrize("name", ["scan_of_memory", "scan_of_objects"])
def test_a_scan_would_find_the_answer(judge: Judge, name: str) -> None:
    """The other way round: a program that does hold the answer is seen to hold it."""
    scan = read_attack(PROGRAMS / f"introspection/{name}.py")
    held = f"\nHELD = torch.tensor({treasure().tolist()}, dtype=torch.float64)\n"
    source = "import torch\n" + scan.aimed_at(judge.host.names(judge.server)) + held
    assert ESCAPED in judge.grade(source, limits=replace(ROOMY, seconds=20.0)).output
