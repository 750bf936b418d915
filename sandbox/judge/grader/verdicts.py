"""The verdicts and which of several wins."""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """What came of a case or of a whole submission."""

    AC = "AC"  # accepted
    WA = "WA"  # wrong answer
    TLE = "TLE"  # out of time
    MLE = "MLE"  # out of memory
    OLE = "OLE"  # too much output
    RE = "RE"  # run-time error
    CE = "CE"  # compile error
    RV = "RV"  # rule violation: a forbidden call
    NS = "NS"  # right in float64, numerically unstable in the case's dtype
    IE = "IE"  # the judge's own fault
    NR = "NR"  # not run, for example for want of a GPU


_ALWAYS_FIRST = (Verdict.CE, Verdict.RV, Verdict.IE)
_ONLY_ALONE = (Verdict.AC, Verdict.NS, Verdict.NR)


def overall(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict of a submission whose cases ended like this, in their order.

    CE, RV and IE go before all else, then whatever failed first; NS counts only where nothing
    else failed, and cases that were not run never make or break an acceptance by themselves.
    """
    seen = list(verdicts)
    for verdict in _ALWAYS_FIRST:
        if verdict in seen:
            return verdict
    failed = [verdict for verdict in seen if verdict not in _ONLY_ALONE]
    if failed:
        return failed[0]
    if Verdict.NS in seen:
        return Verdict.NS
    return Verdict.AC if Verdict.AC in seen else Verdict.NR
