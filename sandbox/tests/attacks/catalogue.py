"""The attack programs: each file says in its docstring what it tries and what must come of it.

    expects: RE MLE         the verdicts allowed
    message: raised-at      the code of the message, where it matters
    prints: REGEX           what its output must contain, as a proof that it came that far
    framework: numpy        torch where nothing is said
    seconds: 3              CPU seconds a case, where half a second is too few to try it
    scope: samples          on one case only, where every case would fail in the same way
    needs: cuda

Whatever it gets hold of, a program says "ESCAPED", and then gives right answers: so a way out
shows twice. Words such as @SECRET_FILE@ are replaced by what there is on the host to be found.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from sandbox.exercises.model import Framework
from sandbox.judge.grader import Verdict
from sandbox.judge.grader.expansion import Scope

PROGRAMS = Path(__file__).with_name("programs")
ESCAPED = "ESCAPED"
# What is also tried on a judge that root has started: all that leads out of the jail. Who
# started it makes no difference to what a program finds in its own memory, which takes long.
_GROUPS_AS_ROOT = frozenset({"filesystem", "network", "processes"})
_FIELD = re.compile(r"^(expects|message|prints|framework|seconds|scope|needs): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Attack:
    """One program and what must come of it."""

    group: str
    name: str
    source: str
    expects: frozenset[Verdict]
    message: str | None
    prints: str | None
    framework: Framework
    seconds: float | None
    scope: Scope
    needs: str | None

    @property
    def label(self) -> str:
        """Its name among all."""
        return f"{self.group}/{self.name}"

    @property
    def is_tried_as_root(self) -> bool:
        """Whether it is worth being tried on root's judge too."""
        return self.group in _GROUPS_AS_ROOT

    def aimed_at(self, host: Mapping[str, str]) -> str:
        """The source, with the names of what there is to be found on the host."""
        source = self.source
        for word, value in host.items():
            source = source.replace(f"@{word}@", value)
        return source


def read_attack(path: Path) -> Attack:
    """Read one program; raise ValueError for a header that does not say what must come of it."""
    source = path.read_text(encoding="utf-8")
    described = ast.get_docstring(ast.parse(source)) or ""
    fields = dict(_FIELD.findall(described))
    if not described or "expects" not in fields:
        raise ValueError(f"{path} does not say what it tries and expects")
    framework = fields.get("framework", "torch")
    if framework not in get_args(Framework):
        raise ValueError(f"{path} is for an unknown framework")
    seconds = fields.get("seconds")
    return Attack(
        group=path.parent.name,
        name=path.stem,
        source=source,
        expects=frozenset(map(Verdict, fields["expects"].split())),
        message=fields.get("message"),
        prints=fields.get("prints"),
        framework="numpy" if framework == "numpy" else "torch",
        seconds=float(seconds) if seconds else None,
        scope="samples" if fields.get("scope") == "samples" else "full",
        needs=fields.get("needs"),
    )


def all_attacks() -> list[Attack]:
    """Every program, by group and name."""
    return [read_attack(path) for path in sorted(PROGRAMS.glob("*/*.py"))]
