"""Checks what a learner typed against what a card accepts."""

from cards.answers.numeric import NumericCheck, check_numeric
from cards.answers.typed import AnswerTooLong, Segment, TypedCheck, check_typed

__all__ = [
    "AnswerTooLong",
    "NumericCheck",
    "Segment",
    "TypedCheck",
    "check_numeric",
    "check_typed",
]
