"""The verdicts of the judge, in words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What the judge says of a submission or of one of its cases, in the grader's codes."""

    AC = "AC", _("Accepted")
    WA = "WA", _("Wrong answer")
    TLE = "TLE", _("Too slow")
    MLE = "MLE", _("Too much memory")
    OLE = "OLE", _("Too much output")
    RE = "RE", _("Error while running")
    CE = "CE", _("Does not compile")
    RV = "RV", _("Against the rules")
    NS = "NS", _("Numerically unstable")
    IE = "IE", _("Error of the judge")
    NR = "NR", _("Not run")


NOT_THE_LEARNERS_FAULT = (Verdict.IE, Verdict.NR)
"""Verdicts that say nothing about the program."""
