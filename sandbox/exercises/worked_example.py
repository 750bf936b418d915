"""Runs the worked example of a statement, in the jail, on the commented solution."""

from sandbox.exercises.authoring import Tolerance
from sandbox.exercises.model import Exercise, Framework
from sandbox.judge.client import Limits, Zygote
from sandbox.judge.grader.children import Allowance, Child, Fault
from sandbox.judge.grader.comparison import compare
from sandbox.judge.grader.matching import Rules
from sandbox.judge.messages import Call, CaseCall, Program

MARKER = "{{example}}"
_ENTRY = "worked_example"
_CLOSE = Tolerance("reduction", 8.0)
"""What a person can be asked to believe of printed digits: about one millionth of the largest."""


def example_problem(exercise: Exercise, framework: Framework, zygote: Zygote) -> str | None:
    """What is wrong with the worked example for `framework`; None where it is true."""
    for language, text in (("en", exercise.statement.en), ("zh", exercise.statement.zh)):
        if text.count(MARKER) != 1:
            return f"statement.{language}.md has {MARKER} {text.count(MARKER)} times, not once"
    program = Program(_source(exercise, framework).encode(), framework, "function", _ENTRY)
    limits = Limits(wall_s=60, cpu_s=30, memory_mb=1024)
    with Child(zygote, program, limits, Allowance(30, 60, 1024)) as child:
        answer = child.fault or child.run(CaseCall(0, None, None, (Call(),)))
    if isinstance(answer, Fault):
        return str(answer.message)
    match answer.results[0].value:
        case [got, stated]:
            rules = Rules("float32", _CLOSE, framework, lenient=True)
            found = compare(stated, got, rules, "example")
        case _:
            return "the example gives no pair of results"
    if found.message is None:
        return None
    shown = "".join(f"; {one.got} where it says {one.expected}" for one in found.mismatches[:1])
    return f"{found.message}{shown}"


def _source(exercise: Exercise, framework: Framework) -> str:
    """The solution, and below it the example as a function of its own."""
    example = exercise.examples[framework]
    imports = ["import numpy as np"] + (["import torch"] if framework == "torch" else [])
    lines = [
        exercise.solutions[framework],
        *imports,
        example.setup,
        f"worked_example_pair = [(\n{example.call}\n), (\n{example.result}\n)]",
        f"def {_ENTRY}():\n    return worked_example_pair",
    ]
    return "\n".join(lines)
