"""The exercise that attacks are graded on: 2·x − 1, with one hidden answer worth stealing."""

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import numpy as np
from numpy.typing import NDArray

from sandbox.exercises.model import Exercise, Framework, Limits
from sandbox.exercises.reader import load_exercise
from sandbox.tests.judge_grader.small_exercises import write_exercise

SEED = 3_141_592_653_589_793_238
"""As long as a real one (62 bits); nothing inside a jail may know it."""

TIGHT = Limits(seconds=0.5, memory_mb=256)
ROOMY = Limits(seconds=5.0, memory_mb=512)

_STOLEN_BYTES = 6
_MANTISSAS = (0x9D3B57E1C6A24, 0xB41F6D8E2739C, 0xA7C05E93D1F68, 0xC2E98A4B70D36)

_REFERENCE = """
    def solve(x):
        return 2 * x - 1
"""
_CASES = """
    import numpy as np
    from sandbox.exercises.authoring import Case

    MANTISSAS = {mantissas}

    def samples():
        yield Case("a vector", "plain", {{"x": np.array([1.0, -2.0, 0.5])}})

    def hidden():
        # Exact in float64, so that the answer has the very bits that a thief looks for.
        answer = 1 + np.array(MANTISSAS) / 2.0**52
        yield Case("treasure", "plain", {{"x": (answer + 1) / 2}})
        x = np.array([[0.1, -3.7], [5.3, 100.9]])
        yield Case("single precision", "plain", {{"x": x}}, dtype="float32")

    def random(rng):
        yield Case("a vector again", "plain", {{"x": rng.normal(size=3)}})
        yield Case("a matrix", "plain", {{"x": rng.normal(size=(5, 3))}})
"""
_RULES = """
    [rules]
    torch_functions = ["torch.addcmul"]
    torch_operators = ["aten::addcmul"]
    numpy_forbidden = ["numpy.multiply"]
"""


def write_tiny(folder: Path, framework: Framework) -> Exercise:
    """Write the exercise for one framework below `folder`."""
    path = write_exercise(
        folder / f"tiny-{framework}",
        entry="solve",
        framework=framework,
        reference=_REFERENCE,
        cases=dedent(_CASES).format(mantissas=_MANTISSAS),
        extra=_RULES,
    )
    return replace(load_exercise(path), limits=TIGHT)


def treasure() -> NDArray[np.float64]:
    """The hidden answer, as the reference gives it."""
    return np.asarray(1 + np.array(_MANTISSAS) / 2.0**52)


def secrets_to_find() -> list[bytes]:
    """The bytes that betray the hidden answer or the seed wherever they lie in memory."""
    stolen = [bytes(value.tobytes()[:_STOLEN_BYTES]) for value in treasure()]
    return [*stolen, str(SEED).encode(), SEED.to_bytes(8, "little")]
