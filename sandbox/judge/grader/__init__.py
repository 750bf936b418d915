"""The grader: sends cases to jailed children and judges, outside of the jail, what comes back."""

from sandbox.judge.grader.grade import grade
from sandbox.judge.grader.messages import TEXTS, Message
from sandbox.judge.grader.references import ReferencePool
from sandbox.judge.grader.report import CaseReport, Mismatch, Report
from sandbox.judge.grader.run import GradingCancelled
from sandbox.judge.grader.verdicts import Verdict

__all__ = [
    "TEXTS",
    "CaseReport",
    "GradingCancelled",
    "Message",
    "Mismatch",
    "ReferencePool",
    "Report",
    "Verdict",
    "grade",
]
