"""What the status tells of the confinement: each property, and why it lacks where it does."""

from sandbox.judge.jail import landlock
from sandbox.judge.jail.cgroups import Groups
from sandbox.judge.jail.errors import ConfinementError
from sandbox.judge.zygote import protocol

_UNCONFINED = "the judge was started with --unconfined"
NO_GPU = {
    "reason": "no GPU",
    "remedy": "run the judge on a machine with CUDA and a torch built for it",
}
_CONFINE = "start it without --unconfined"


def confinement(*, confined: bool, groups: Groups, failure: ConfinementError | None) -> str:
    """Say in a word or two how submissions are held."""
    if not confined:
        return "unconfined"
    if failure is not None:
        return "unavailable"
    return "full" if groups.version else "polling memory"


def gather(
    *,
    confined: bool,
    groups: Groups,
    failure: ConfinementError | None,
    has_proc: bool | None,
    cuda: bool | None,
) -> list[protocol.Message]:
    """Return facts as {"name", "holds", "reason", "remedy"}.

    has_proc: whether jails got a /proc of their own (None: no jail yet); cuda: whether there is
    a GPU (None: not known yet).
    """
    jail = "namespaces, seccomp, no capabilities"
    if failure is not None:
        facts = [_fact(jail, failure.reason, failure.remedy)]
    else:
        facts = [_fact(jail, "" if confined else _UNCONFINED, _CONFINE)]
    facts.append(_fact(f"Landlock (version {landlock.abi()})", *_unless(confined)))
    facts.append(_fact("memory limited by a cgroup", groups.reason, groups.remedy))
    pids = "" if "pids" in groups.folders else "no cgroup counts processes: a resource limit does"
    facts.append(_fact("processes limited by a cgroup", pids, groups.remedy))
    if has_proc is False:
        reason = "the kernel refuses to mount /proc here: jails have none"
        facts.append(_fact("a /proc of its own in each jail", reason, "none is needed"))
    if cuda is not None:
        facts.append(_fact("GPU", "" if cuda else NO_GPU["reason"], NO_GPU["remedy"]))
    return facts


def _unless(confined: bool) -> tuple[str, str]:  # noqa: FBT001 - private, one use
    return ("", "") if confined else (_UNCONFINED, _CONFINE)


def _fact(name: str, reason: str, remedy: str) -> protocol.Message:
    holds = not reason
    return {
        "name": name,
        "holds": holds,
        "reason": reason,
        "remedy": "" if holds else remedy,
    }
