"""What `up` learns of the judge, and says when programs cannot be judged on this machine."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from quizsite.supervisor import programs
from quizsite.supervisor.judge import judge_has_settled, judge_trouble

HOLDS = {"name": "Landlock", "holds": True, "reason": "", "remedy": ""}
BROKEN = {
    "name": "namespaces",
    "holds": False,
    "reason": "user namespaces are switched off",
    "remedy": "Switch them on.",
}


@pytest.fixture
def answer(tmp_path: Path, settings: Settings) -> Iterator[dict[str, Any]]:
    """A zygote that gives this answer to everybody who asks."""
    settings.JUDGE_SOCKET = tmp_path / "judge.sock"
    status: dict[str, Any] = {"confinement": "full", "facts": [HOLDS], "idle": 0}
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
        server.bind(str(settings.JUDGE_SOCKET))
        server.listen()

        def serve() -> None:
            while True:
                try:
                    client, _address = server.accept()
                except OSError:
                    return
                with client:
                    client.recv(1 << 16)
                    client.send(json.dumps({"status": status}).encode())

        threading.Thread(target=serve, daemon=True).start()
        yield status
        server.shutdown(socket.SHUT_RDWR)


def test_a_judge_with_a_child_ready_has_settled(answer: dict[str, Any]) -> None:
    assert not judge_has_settled()
    answer["idle"] = 1
    assert judge_has_settled()
    assert judge_trouble() is None


def test_a_judge_that_cannot_confine_has_settled_and_says_why(answer: dict[str, Any]) -> None:
    answer.update(confinement="unavailable", facts=[HOLDS, BROKEN])
    assert judge_has_settled()
    assert programs.judge().trouble() == (
        "Exercises cannot be judged on this machine: user namespaces are switched off. "
        "Switch them on."
    )


def test_a_judge_that_is_not_there_has_not_settled(tmp_path: Path, settings: Settings) -> None:
    settings.JUDGE_SOCKET = tmp_path / "nobody.sock"
    assert not judge_has_settled()
    trouble = judge_trouble()
    assert trouble is not None
    assert trouble.reason == "it does not answer"


def test_the_site_does_not_need_it() -> None:
    assert not programs.judge().needed
    assert programs.worker().needed
