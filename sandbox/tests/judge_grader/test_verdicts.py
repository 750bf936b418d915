"""Which verdict a submission gets from those of its cases, and what messages may say."""

import pytest

from sandbox.judge.grader.messages import TEXTS, Message
from sandbox.judge.grader.verdicts import Verdict, overall


@pytest.mark.parametrize(
    ("cases", "verdict"),
    [
        ("AC AC", "AC"),
        ("AC NR AC", "AC"),
        ("NR NR", "NR"),
        ("", "NR"),
        ("AC WA TLE", "WA"),
        ("AC TLE WA", "TLE"),
        ("WA RV", "RV"),
        ("RV CE", "CE"),
        ("WA IE", "IE"),
        ("IE RV", "RV"),
        ("NS AC", "NS"),
        ("NS WA", "WA"),
        ("NS NR", "NS"),
        ("NR MLE", "MLE"),
    ],
)
def test_one_verdict_wins(cases: str, verdict: str) -> None:
    assert overall(map(Verdict, cases.split())) is Verdict(verdict)


def test_only_known_codes_are_messages() -> None:
    with pytest.raises(ValueError, match="unknown message code"):
        Message("all-is-well")


def test_a_message_reads_as_its_text() -> None:
    assert str(Message("no-gradient", {"name": "x"})) == "No gradient reaches x."
    assert all(text.endswith((".", "}", ")")) for text in TEXTS.values())
