"""A sound exercise to spoil in tests: softmax with mutants, alternates and everything."""

from pathlib import Path

from sandbox.tests.judge_grader.small_exercises import softmax

ALTERNATES = {
    "loop": "e = [np.exp(r - r.max()) for r in x]\n    return np.stack([r / r.sum() for r in e])",
    "log": "y = x - x.max(1, keepdims=True)\n"
    "    return np.exp(y - np.log(np.exp(y).sum(1, keepdims=True)))",
    "sigmoid": "d = x[:, None, :] - x[:, :, None]\n"
    "    return 1 / np.exp(np.minimum(d, 700)).sum(axis=2)",
}
MUTANTS = {
    "zeros": "return np.zeros_like(x)",
    "columns": "e = np.exp(x - x.max(0))\n    return e / e.sum(0)",
    "overflow": "with np.errstate(all='ignore'):\n        e = np.exp(x)\n"
    "        return e / e.sum(1, keepdims=True)",
    "global": "e = np.exp(x - x.max())\n    return e / e.sum()",
    "negative": "e = np.exp(x.min(1, keepdims=True) - x)\n    return e / e.sum(1, keepdims=True)",
    "base_two": "e = 2.0 ** (x - x.max(1, keepdims=True))\n    return e / e.sum(1, keepdims=True)",
    "log": "y = x - x.max(1, keepdims=True)\n"
    "    return y - np.log(np.exp(y).sum(1, keepdims=True))",
    "in_place": "x -= x.max(1, keepdims=True)\n    e = np.exp(x)\n"
    "    return e / e.sum(1, keepdims=True)",
}
MORE_CASES = """

_few = hidden


def hidden():
    yield from _few()
    rng = np.random.default_rng(3)
    for number in range(13):
        yield Case(f"normal {number}", "plain", {"x": rng.normal(size=(2, 3))})


def samples():
    yield Case("two rows", "plain", {"x": np.array([[0.0, 1.0], [2.0, 4.0]])})
    yield Case("one row", "plain", {"x": np.array([[0.0, 1.0]])}, dtype="float32")
    yield Case("equal", "plain", {"x": np.zeros((2, 2))})
"""


def sound_exercise(folder: Path) -> Path:
    """Write the exercise into `folder`; everything that is proved of exercises holds for it."""
    softmax(folder)
    cases = folder / "cases.py"
    cases.write_text(cases.read_text() + MORE_CASES)
    for kind, bodies in (("alternates", ALTERNATES), ("mutants", MUTANTS)):
        (folder / kind).mkdir()
        for name, body in bodies.items():
            text = f'"""It is {name}."""\nimport numpy as np\n\ndef softmax(x):\n    {body}\n'
            (folder / kind / f"{name}.numpy.py").write_text(text)
    return folder
