"""The source as handed in: what is refused before anything runs, and what the child is sent."""

import ast
import re
import warnings

from sandbox.exercises.model import Exercise, Framework
from sandbox.exercises.source_rules import allowed_imports, find_rule_break
from sandbox.judge.grader.messages import Message, Values
from sandbox.judge.grader.verdicts import Verdict
from sandbox.judge.messages import Device, Program, ProgramRules

MAX_SOURCE = 64 << 10
_COOKIE = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_UTF8 = frozenset({"utf-8", "utf8", "utf_8", "u8"})


class Refused(Exception):
    """The source cannot be graded; carries the verdict and why."""

    def __init__(self, verdict: Verdict, code: str, values: Values | None = None) -> None:
        super().__init__(code)
        self.verdict = verdict
        self.message = Message(code, values or {})


def program_of(
    exercise: Exercise, source: str | bytes, framework: Framework, device: Device
) -> Program:
    """The program to send for `source`. Raises `Refused` with CE or RV."""
    text = normalised(source)
    tree = _parsed(text)
    found = find_rule_break(tree, exercise.rules, framework)
    if found is not None:
        code = f"rule-{found.kind}"
        raise Refused(Verdict.RV, code, {"line": found.line, "name": found.name[:200]})
    return trusted_program(exercise, text, framework, device)


def trusted_program(exercise: Exercise, text: str, framework: Framework, device: Device) -> Program:
    """The same for a text of ours, unchecked; the rules hold at run time."""
    rules = exercise.rules
    torch = framework == "torch"
    return Program(
        source=text.encode(),
        framework=framework,
        kind=exercise.kind,
        entry=exercise.entry,
        rules=ProgramRules(
            functions=rules.torch_functions if torch else (),
            operators=rules.torch_operators if torch else (),
            imports=allowed_imports(rules, framework),
        ),
        device=device if torch else "cpu",
    )


def normalised(source: str | bytes) -> str:
    """The text without byte order mark and carriage returns. Raises `Refused` with CE."""
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    if len(data) > MAX_SOURCE:
        values = {"bytes": len(data), "most": MAX_SOURCE}
        raise Refused(Verdict.CE, "source-too-large", values)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(Verdict.CE, "source-not-utf8", {"position": error.start}) from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Refused(Verdict.CE, "source-nul", {"line": line})
    if not text.strip():
        raise Refused(Verdict.CE, "source-empty")
    _check_cookie(text)
    return text


def _check_cookie(text: str) -> None:
    """Python would read the text in another encoding than it was checked in."""
    for number, line in enumerate(text.split("\n", 2)[:2], 1):
        cookie = _COOKIE.match(line)
        if cookie and cookie[1].lower() not in _UTF8:
            where: Values = {"line": number, "name": cookie[1][:40]}
            raise Refused(Verdict.CE, "source-encoding", where)


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        where: Values = {"line": error.lineno or 0, "message": error.msg[:500]}
        raise Refused(Verdict.CE, "syntax-error", where) from None
    except (ValueError, RecursionError, MemoryError):
        raise Refused(Verdict.CE, "source-nested") from None
