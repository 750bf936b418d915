"""Sources that are no honest text: refused with a reason, or graded for what they say."""

import ast
import time

import pytest

from sandbox.exercises.model import Rules
from sandbox.exercises.source_rules import find_rule_break
from sandbox.judge.grader import Report, Verdict
from sandbox.tests.attacks.conftest import JudgeOf
from sandbox.tests.attacks.judges import Judge
from sandbox.tests.judge_jail.servers import USERS

pytestmark = pytest.mark.xdist_group("attacks")

RIGHT = b"def solve(x):\n    return 2 * x - 1\n"
MOST = 64 << 10

REFUSED = {
    "100 MB": (b"#" * (100 << 20), "source-too-large"),
    "one byte too many": (RIGHT + b"#" * (MOST - len(RIGHT) + 1), "source-too-large"),
    "empty": (b"", "source-empty"),
    "blank": (b" \t\r\n\x0c\n", "source-empty"),
    "a NUL byte": (RIGHT + b"# \0", "source-nul"),
    "no UTF-8": (RIGHT + b"# \xff\xfe", "source-not-utf8"),
    "UTF-16": (RIGHT.decode().encode("utf-16"), "source-not-utf8"),
    "overlong UTF-8": (RIGHT + b"# \xc0\xae", "source-not-utf8"),
    "surrogates as UTF-8": (RIGHT + b"# \xed\xa0\x80", "source-not-utf8"),
    "UTF-7": (b"# coding: utf-7\n" + RIGHT, "source-encoding"),
    "an unknown encoding": (b"# -*- coding: quizsite -*-\n" + RIGHT, "source-encoding"),
    "an encoding in the second line": (b"\n# vim: set fileencoding=rot13 :\n", "source-encoding"),
    "a codec that decompresses": (b"# coding: zlib\n" + RIGHT, "source-encoding"),
    "a syntax error": (b"def solve(x) return x", "syntax-error"),
    "return outside of a function": (b"return 1\n" + RIGHT, "syntax-error"),
    "the same argument twice": (b"def solve(x, x):\n    return x\n", "syntax-error"),
    "a future that does not exist": (b"from __future__ import braces\n" + RIGHT, "syntax-error"),
}

BOMBS = {
    "200 parentheses": b"(" * 199 + b"1" + b")" * 199,
    "too many parentheses": b"(" * 3000 + b"1" + b")" * 3000,
    "a long run of signs": b"-" * 60_000 + b"1",
    "a long sum": b"1" + b"+1" * 30_000,
    "a long chain of attributes": b"x" + b".a" * 30_000,
    "a long chain of calls": b"f" + b"()" * 30_000,
    "a long chain of comparisons": b"x" + b"<x" * 30_000,
    "many strings": b'"a"' * 20_000,
    "many formatted strings": b"f'" + b"{a}" * 20_000 + b"'",
    "nested blocks": b"".join(b" " * depth + b"if 1:\n" for depth in range(150)),
    "many branches": b"if 1: pass\n" + b"elif 1: pass\n" * 4_500,
    "a long number": b"x = " + b"9" * 60_000,
    "a long number in hexadecimal": b"x = 0x" + b"f" * 60_000,
    "powers of powers": b"x = 9**9**9**9",
    "a shift": b"x = 1 << (1 << 40)",
    "products of texts": b'x = "q" * 4096 * 4096 * 4096 * 4096 * 4096',
    "products of tuples": b"x = ((((0,) * 200) * 200) * 200) * 200",
    "nested lambdas": b"lambda: " * 8_000 + b"1",
    "nested comprehensions": b"[0 for _ in " * 90 + b"()" + b"]" * 90,
    "patterns": b"match 1:\n case " + b"[" * 190 + b"_" + b"]" * 190 + b": pass",
}

GRADED = {
    "a byte order mark": b"\xef\xbb\xbf" + RIGHT,
    "lines ended as on Windows": RIGHT.replace(b"\n", b"\r\n"),
    "lines ended as on old machines": RIGHT.replace(b"\n", b"\r"),
    "a cookie that says UTF-8": b"# coding: utf-8\n" + RIGHT,
    "no end of the last line": RIGHT.rstrip(),
    "text that runs right to left": "# \u202e\u2066 \u2069\u202c\n".encode() + RIGHT,
    "a trojan comment": 'def solve(x):\n    """\u202e"""; return 2 * x - 1 #\u2066\n'.encode(),
    "homoglyphs": "s\u043elve = None\ndef solve(x):\n    return 2 * x - 1\n".encode(),
    "compatibility forms": "def \U0001d530\U0001d52c\U0001d529\U0001d533\U0001d522(x):\n"
    "    return 2 * x - 1\n".encode(),
    "form feeds and other spaces": b"\x0c" + RIGHT + b"\x0c\n",
    "64 KB": RIGHT + b"#" * (MOST - len(RIGHT)),
}


@pytest.fixture
def judge(judge_as: JudgeOf) -> Judge:
    return judge_as(USERS[-1])


@pytest.mark.parametrize("what", REFUSED)
def test_no_text_of_a_program_is_refused(judge: Judge, what: str) -> None:
    source, code = REFUSED[what]
    served = judge.zygote.status().served
    report = judge.grade(source)
    assert report.verdict is Verdict.CE
    assert _code(report) == code
    assert str(report.message).isprintable()
    if not code.startswith("syntax"):
        assert judge.zygote.status().served == served, "no jail was needed"


@pytest.mark.parametrize("what", BOMBS)
def test_a_source_that_overwhelms_compilers_harms_nobody(judge: Judge, what: str) -> None:
    source = BOMBS[what] + b"\n" + RIGHT
    allowed = {Verdict.CE, Verdict.RE, Verdict.MLE, Verdict.TLE}
    if what in {"200 parentheses", "patterns"} or len(source) < MOST:
        allowed |= {Verdict.AC}  # where the compiler is up to it, the program is right
    began = time.process_time()
    report = judge.grade(source, scope="samples")
    assert time.process_time() - began < 5, "the judge itself was kept busy"
    assert report.verdict in allowed, report.message
    assert judge.grade_rightly().verdict is Verdict.AC
    assert judge.residue() == ""


@pytest.mark.parametrize("what", GRADED)
def test_an_unusual_text_is_graded_for_what_it_says(judge: Judge, what: str) -> None:
    report = judge.grade(GRADED[what])
    assert report.verdict is Verdict.AC, report.message


@pytest.mark.parametrize(
    "source",
    [
        ("x" + ".a" * 900 + "\n") * 36,
        "from torch import *; " * 3_000 + "x;" * 1_000,
        "".join(f"from a{number} import *\n" for number in range(1_500)) + "x;" * 16_000,
        "a = b;" * 10_000,
    ],
    ids=["attributes", "the same module", "many modules", "aliases"],
)
def test_looking_for_forbidden_names_takes_little_time(source: str) -> None:
    tree = ast.parse(source[:MOST].rpartition("\n")[0] or source[:MOST].rpartition(";")[0])
    rules = Rules(torch_functions=("torch.addcmul", "torch.nn.functional.batch_norm"))
    began = time.process_time()
    assert find_rule_break(tree, rules, "torch") is None
    assert time.process_time() - began < 2.5


def _code(report: Report) -> str:
    assert report.message is not None
    return report.message.code
