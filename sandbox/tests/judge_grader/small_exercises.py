"""Small exercises, one for each kind of case, written into a folder as authors would."""

from pathlib import Path
from textwrap import dedent

from sandbox.exercises.model import Exercise
from sandbox.exercises.reader import load_exercise

TOML = """
title = {{en = "Small", zh = "小"}}
summary = {{en = "A small exercise.", zh = "一个小练习。"}}
difficulty = 1
topic = "metric"
sections = ["dl-part/basics"]
source = "folklore"
kind = "{kind}"
entry = "{entry}"
frameworks = ["{framework}"]
hints = [{{en="a", zh="甲"}}, {{en="b", zh="乙"}}, {{en="c", zh="丙"}}]
{top}
[reference]
framework = "{framework}"
[limits]
seconds = 1.0
[example]
call = "{example}"
result = "{result}"
[categories.plain]
name = {{en = "Plain", zh = "普通"}}
property = {{en = "It is right.", zh = "结果正确。"}}
[tolerance]
kind = "{tolerance}"
{extra}
"""


def write_exercise(
    folder: Path,
    *,
    reference: str,
    cases: str,
    entry: str,
    kind: str = "function",
    framework: str = "numpy",
    tolerance: str = "elementwise",
    top: str = "",
    extra: str = "",
    example: str = "1",
    result: str = "1",
    starter: str | None = None,
) -> Path:
    """Write a whole exercise whose solution is its reference; returns its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    toml = TOML.format(
        kind=kind, entry=entry, framework=framework, tolerance=tolerance, extra=dedent(extra),
        top=dedent(top), example=example, result=result,
    )  # fmt: skip
    source = dedent(reference).strip() + "\n"
    empty = f"class {entry}: ..." if kind == "object" else f"def {entry}(*args): ..."
    files = {
        "exercise.toml": toml,
        "statement.en.md": "Do it.\n\n{{example}}\n",
        "statement.zh.md": "做吧。\n\n{{example}}\n",
        "solution.en.md": "So.\n",
        "solution.zh.md": "如此。\n",
        "reference.py": source,
        f"solution.{framework}.py": source,
        f"starter.{framework}.py": starter or empty,
        "cases.py": dedent(cases),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def softmax(folder: Path) -> Exercise:
    """A function, in NumPy: softmax of the rows."""
    write_exercise(
        folder,
        entry="softmax",
        reference="""
            import numpy as np

            def softmax(x):
                exps = np.exp(x - x.max(axis=1, keepdims=True))
                return exps / exps.sum(axis=1, keepdims=True)
        """,
        cases="""
            import numpy as np
            from sandbox.exercises.authoring import Case, Strided

            def samples():
                yield Case("two rows", "plain", {"x": np.array([[0.0, 1.0], [2.0, 4.0]])})
                yield Case("one row", "plain", {"x": np.array([[0.0, 1.0]])}, dtype="float32")

            def hidden():
                yield Case("large", "plain", {"x": np.array([[1000.0, 999.0]])})
                yield Case("apart in memory", "plain",
                           {"x": Strided(np.arange(6.0).reshape(2, 3))}, dtype="float32")

            def random(rng):
                for rows in (1, 3):
                    yield Case(f"{rows} rows", "plain", {"x": rng.normal(size=(rows, 4))})
        """,
        example="softmax(np.array([[0.0, 0.0]]))",
        result="np.array([[0.5, 0.5]])",
    )
    return load_exercise(folder)


def total(folder: Path) -> Exercise:
    """A function of which one sample is an empty array."""
    write_exercise(
        folder,
        entry="total",
        reference="""
            def total(x):
                return float(x.sum())
        """,
        cases="""
            import numpy as np
            from sandbox.exercises.authoring import Case

            def samples():
                yield Case("nothing", "plain", {"x": np.zeros(0)})
                yield Case("three", "plain", {"x": np.array([1.0, 2.0, 3.0])})
                yield Case("two", "plain", {"x": np.array([1.0, 2.0])})

            def hidden():
                return []

            def random(rng):
                return []
        """,
    )
    return load_exercise(folder)


def variance(folder: Path) -> Exercise:
    """A function whose formula may be unstable in float32."""
    write_exercise(
        folder,
        entry="variance",
        tolerance="reduction",
        reference="""
            def variance(x):
                return ((x - x.mean()) ** 2).mean()

            def scale(x):
                return ((x - x.mean()) ** 2).mean()
        """,
        cases="""
            import numpy as np
            from sandbox.exercises.authoring import Case

            def samples():
                yield Case("small", "plain", {"x": np.array([1.0, 2.0, 4.0])})
                x = np.array([3000.0, 3001.0, 3002.0])
                yield Case("far from zero", "plain", {"x": x}, dtype="float32")

            def hidden():
                return []

            def random(rng):
                return []
        """,
    )
    return load_exercise(folder)


def squared_error(folder: Path) -> Exercise:
    """A function with gradients, in torch."""
    write_exercise(
        folder,
        entry="squared_error",
        framework="torch",
        extra='[rules]\ntorch_functions = ["torch.nn.functional.mse_loss"]\n'
        'torch_operators = ["aten::mse_loss"]',
        reference="""
            def squared_error(x, y):
                return ((x - y) ** 2).sum(dim=1)
        """,
        cases="""
            import numpy as np
            from sandbox.exercises.authoring import Case

            def pair(rng, rows):
                return {"x": rng.normal(size=(rows, 3)), "y": rng.normal(size=(rows, 3))}

            def samples():
                yield Case("values", "plain", pair(np.random.default_rng(0), 1), dtype="float32")
                yield Case("gradients", "plain", pair(np.random.default_rng(1), 2), grad=("x", "y"))

            def hidden():
                yield Case("gradient", "plain", pair(np.random.default_rng(2), 2), grad=("x",))

            def random(rng):
                yield Case("gradients", "plain", pair(rng, 3), grad=("x", "y"), dtype="float32")
        """,
    )
    return load_exercise(folder)


def running_scale(folder: Path) -> Exercise:
    """A module: parameters, a buffer, train and eval, backward."""
    write_exercise(
        folder,
        kind="object",
        entry="RunningScale",
        framework="torch",
        tolerance="reduction",
        reference="""
            import torch

            class RunningScale(torch.nn.Module):
                def __init__(self, size, momentum):
                    super().__init__()
                    self.momentum = momentum
                    self.weight = torch.nn.Parameter(torch.ones(size))
                    self.register_buffer("running_mean", torch.zeros(size))

                def forward(self, x):
                    if self.training:
                        mean = x.mean(dim=0)
                        kept = (1 - self.momentum) * self.running_mean
                        self.running_mean = kept + self.momentum * mean.detach()
                    else:
                        mean = self.running_mean
                    return (x - mean) * self.weight
        """,
        cases="""
            import numpy as np
            from sandbox.exercises.authoring import Call, Case

            def case(name, rng, **options):
                state = {"weight": rng.normal(size=2), "running_mean": rng.normal(size=2)}
                train = [
                    Call("", {"x": rng.normal(size=(4, 2))}, "train", ("x",), True)
                    for _ in range(3)
                ]
                evaluate = Call("", {"x": rng.normal(size=(2, 2))}, "eval", ("x",), True)
                return Case(name, "plain", init={"size": 2, "momentum": 0.25}, state=state,
                            calls=(*train, evaluate), observe=("running_mean",), **options)

            def samples():
                yield case("double", np.random.default_rng(0))
                yield case("single", np.random.default_rng(1), dtype="float32")

            def hidden():
                return []

            def random(rng):
                yield case("random", rng)
        """,
    )
    return load_exercise(folder)


def momentum(folder: Path) -> Exercise:
    """An optimiser over many steps, in NumPy, with its state seen after each."""
    write_exercise(
        folder,
        kind="object",
        entry="Momentum",
        tolerance="reduction",
        reference="""
            class Momentum:
                def __init__(self, lr, mu):
                    self.lr, self.mu, self.velocity = lr, mu, 0.0

                def step(self, w, g):
                    self.velocity = self.mu * self.velocity + g
                    return w - self.lr * self.velocity
        """,
        cases="""
            import numpy as np
            from sandbox.exercises.authoring import Call, Case

            def case(rng, dtype="float64"):
                calls = tuple(
                    Call("step", {"w": rng.normal(size=3), "g": rng.normal(size=3)})
                    for _ in range(20)
                )
                return Case("twenty steps", "plain", init={"lr": 0.1, "mu": 0.9}, calls=calls,
                            observe=("velocity",), dtype=dtype)

            def samples():
                yield case(np.random.default_rng(0))

            def hidden():
                yield case(np.random.default_rng(1), "float32")

            def random(rng):
                yield case(rng)
        """,
    )
    return load_exercise(folder)


def switch(folder: Path) -> Exercise:
    """An object of NumPy that behaves differently while it trains."""
    write_exercise(
        folder,
        kind="object",
        entry="Switch",
        reference="""
            class Switch:
                def value(self):
                    return 1.0 if self.training else 2.0
        """,
        cases="""
            from sandbox.exercises.authoring import Call, Case

            def samples():
                yield Case("off", "plain", init={}, calls=(Call("value", {}, "eval"),))

            def hidden():
                return []

            def random(rng):
                return []
        """,
    )
    return load_exercise(folder)


def dropout(folder: Path) -> Exercise:
    """A random operation that is given its uniforms; its output must be new memory."""
    write_exercise(
        folder,
        entry="dropout",
        extra="[output]\nfresh = true",
        reference="""
            import numpy as np

            def dropout(x, keep, uniforms):
                return np.where(uniforms < keep, x / keep, 0 * x)
        """,
        cases="""
            import numpy as np
            from sandbox.exercises.authoring import Case

            def case(name, rng, keep):
                x, uniforms = rng.normal(size=(2, 5)), rng.uniform(size=(2, 5))
                return Case(name, "plain", {"x": x, "keep": keep, "uniforms": uniforms})

            def samples():
                yield case("half", np.random.default_rng(0), 0.5)
                yield case("everything", np.random.default_rng(1), 1.0)

            def hidden():
                return []

            def random(rng):
                yield case("random", rng, float(rng.uniform(0.2, 0.8)))
        """,
    )
    return load_exercise(folder)


def output_size(folder: Path) -> Exercise:
    """Scalar arithmetic."""
    write_exercise(
        folder,
        entry="output_size",
        reference="""
            def output_size(n, kernel, stride):
                return (n - kernel) // stride + 1, kernel / n
        """,
        cases="""
            from sandbox.exercises.authoring import Case

            def samples():
                yield Case("plain", "plain", {"n": 7, "kernel": 3, "stride": 2})
                yield Case("rounded down", "plain", {"n": 8, "kernel": 3, "stride": 2})

            def hidden():
                yield Case("one", "plain", {"n": 1, "kernel": 1, "stride": 1})

            def random(rng):
                n = int(rng.integers(20, 100))
                yield Case("random", "plain", {"n": n, "kernel": 3, "stride": 2})
        """,
    )
    return load_exercise(folder)


def recall(folder: Path) -> Exercise:
    """A whole pipeline: nested lists of dicts in, a dict out."""
    write_exercise(
        folder,
        entry="recall",
        reference="""
            import numpy as np

            def recall(images, threshold):
                hits = [int((one["scores"] > threshold).sum()) for one in images]
                total = sum(one["targets"] for one in images)
                return {"per_image": np.array(hits, dtype=np.int64),
                        "recall": sum(hits) / total if total else float("nan")}
        """,
        cases="""
            import numpy as np
            from sandbox.exercises.authoring import Case

            def image(rng, count):
                return {"scores": rng.uniform(size=count), "targets": count + 1}

            def case(name, rng, counts):
                images = [image(rng, count) for count in counts]
                return Case(name, "plain", {"images": images, "threshold": 0.4})

            def samples():
                yield case("two images", np.random.default_rng(0), [2, 3])
                yield case("no images", np.random.default_rng(1), [])

            def hidden():
                yield case("an empty image", np.random.default_rng(2), [0, 4])

            def random(rng):
                yield case("random", rng, [int(one) for one in rng.integers(1, 6, 4)])
        """,
    )
    return load_exercise(folder)
