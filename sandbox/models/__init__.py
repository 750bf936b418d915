"""The sandbox's tables. Each module holds one family of them; import them from here."""

from sandbox.models.exercises import Exercise
from sandbox.models.learning import Draft, ExerciseProgress, Help, SandboxSettings
from sandbox.models.submissions import Judgement, Submission, SubmissionCase
from sandbox.models.workers import Notice, Worker

__all__ = [
    "Draft",
    "Exercise",
    "ExerciseProgress",
    "Help",
    "Judgement",
    "Notice",
    "SandboxSettings",
    "Submission",
    "SubmissionCase",
    "Worker",
]
