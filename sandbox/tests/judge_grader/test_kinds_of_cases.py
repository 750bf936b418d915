"""Every kind of case through the real judge: what is right passes, what is wrong is named."""

from textwrap import dedent

import pytest

from sandbox.judge.grader import Report, Verdict
from sandbox.tests.judge_grader.conftest import Grader

pytestmark = pytest.mark.processes

KINDS = [
    "softmax",
    "variance",
    "squared_error",
    "running_scale",
    "momentum",
    "dropout",
    "output_size",
    "recall",
]


def failing(report: Report) -> list[str]:
    """The failing cases as verdict, code and first path; each message can be put into words."""
    assert all(str(case.message) for case in report.cases)
    return [
        " ".join(
            [case.verdict, case.message.code if case.message else ""]
            + [one.path for one in case.mismatches[:1]]
        )
        for case in report.cases
        if case.verdict is not Verdict.AC
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_solution_is_accepted(graded: Grader, kind: str) -> None:
    report = graded(kind)
    assert failing(report) == []
    assert report.verdict is Verdict.AC
    assert report.message is None
    assert all(case.picture is None and case.counter_example is None for case in report.cases)


WRONG = {
    "softmax over columns": (
        "softmax",
        """
        import numpy as np
        def softmax(x):
            exps = np.exp(x - x.max(axis=0))
            return exps / exps.sum(axis=0)
        """,
        "WA wrong-values result",
    ),
    "softmax in place": (
        "softmax",
        """
        import numpy as np
        def softmax(x):
            x -= x.max(axis=1, keepdims=True)
            exps = np.exp(x)
            return exps / exps.sum(axis=1, keepdims=True)
        """,
        "WA changed-input",
    ),
    "softmax as lists": (
        "softmax",
        "def softmax(x):\n    return x.tolist()",
        "WA wrong-type",
    ),
    "the one-pass variance": (
        "variance",
        "def variance(x):\n    return (x * x).mean() - x.mean() ** 2",
        "NS unstable result",
    ),
    "a detached input": (
        "squared_error",
        "def squared_error(x, y):\n    return ((x - y.detach()) ** 2).sum(dim=1)",
        "WA no-gradient",
    ),
    "a wrong gradient alone": (
        "squared_error",
        """
        def squared_error(x, y):
            d = x - y
            return (d * d.detach()).sum(dim=1)
        """,
        "WA wrong-gradient x.grad",
    ),
    "a forgotten running mean": (
        "running_scale",
        """
        import torch
        class RunningScale(torch.nn.Module):
            def __init__(self, size, momentum):
                super().__init__()
                self.weight = torch.nn.Parameter(torch.ones(size))
                self.register_buffer("running_mean", torch.zeros(size))
            def forward(self, x):
                mean = x.mean(dim=0) if self.training else self.running_mean
                return (x - mean) * self.weight
        """,
        "WA wrong-values calls[0].running_mean",
    ),
    "no gradient for the weight": (
        "running_scale",
        """
        import torch
        class RunningScale(torch.nn.Module):
            def __init__(self, size, momentum):
                super().__init__()
                self.momentum = momentum
                self.weight = torch.nn.Parameter(torch.ones(size))
                self.register_buffer("running_mean", torch.zeros(size))
            def forward(self, x):
                mean = self.running_mean
                if self.training:
                    mean = x.mean(dim=0)
                    old = (1 - self.momentum) * self.running_mean
                    self.running_mean = old + self.momentum * mean.detach()
                return (x - mean) * self.weight.detach()
        """,
        "WA no-gradient",
    ),
    "momentum that dampens": (
        "momentum",
        """
        class Momentum:
            def __init__(self, lr, mu):
                self.lr, self.mu, self.velocity = lr, mu, 0.0
            def step(self, w, g):
                self.velocity = self.mu * self.velocity + (1 - self.mu) * g
                return w - self.lr * self.velocity
        """,
        "WA wrong-values calls[0].result",
    ),
    "momentum that forgets after the first step": (
        "momentum",
        """
        class Momentum:
            def __init__(self, lr, mu):
                self.lr, self.mu, self.velocity = lr, mu, 0.0
            def step(self, w, g):
                self.velocity = g
                return w - self.lr * self.velocity
        """,
        "WA wrong-values calls[1].result",
    ),
    "dropout that does not rescale": (
        "dropout",
        """
        import numpy as np
        def dropout(x, keep, uniforms):
            return np.where(uniforms < keep, x, 0 * x)
        """,
        "WA wrong-values result",
    ),
    "dropout with uniforms of its own": (
        "dropout",
        """
        import numpy as np
        def dropout(x, keep, uniforms):
            return np.where(np.random.rand(*x.shape) < keep, x / keep, 0 * x)
        """,
        "WA wrong-values result",
    ),
    "a float where a whole number belongs": (
        "output_size",
        "def output_size(n, kernel, stride):\n    return (n - kernel) / stride + 1, kernel / n",
        "WA wrong-type",
    ),
    "a size that is one too large": (
        "output_size",
        "def output_size(n, kernel, stride):\n    return (n - kernel) // stride + 2, kernel / n",
        "WA wrong-value result[0]",
    ),
    "a pipeline without its NaN": (
        "recall",
        """
        import numpy as np
        def recall(images, threshold):
            hits = [int((one["scores"] > threshold).sum()) for one in images]
            total = sum(one["targets"] for one in images)
            return {"per_image": np.array(hits, dtype=np.int64),
                    "recall": sum(hits) / max(total, 1)}
        """,
        "WA wrong-value result['recall']",
    ),
    "a pipeline that edits its lists": (
        "recall",
        """
        import numpy as np
        def recall(images, threshold):
            hits = [int((one["scores"] > threshold).sum()) for one in images]
            total = sum(one.pop("targets") for one in images)
            return {"per_image": np.array(hits, dtype=np.int64),
                    "recall": sum(hits) / total if total else float("nan")}
        """,
        "WA changed-input",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_program_is_told_what_is_wrong(graded: Grader, name: str) -> None:
    kind, source, complaint = WRONG[name]
    report = graded(kind, dedent(source))
    assert complaint in failing(report)
    assert report.verdict == complaint.split()[0]


def test_output_that_is_an_input_is_told_where_new_memory_is_asked(graded: Grader) -> None:
    source = """
        import numpy as np
        def dropout(x, keep, uniforms):
            return x if keep == 1 else np.where(uniforms < keep, x / keep, 0 * x)
    """
    report = graded("dropout", dedent(source))
    assert failing(report) == ["WA shares-memory"]


def test_a_forbidden_function_is_found_in_the_text_and_in_disguise(graded: Grader) -> None:
    plain = """
        import torch.nn.functional as F
        def squared_error(x, y):
            return F.mse_loss(x, y, reduction="none").sum(dim=1)
    """
    report = graded("squared_error", dedent(plain))
    assert report.verdict is Verdict.RV
    assert report.message is not None
    assert report.message.values == {"line": 4, "name": "torch.nn.functional.mse_loss"}
    disguised = """
        import torch
        loss = getattr(torch.nn.functional, "mse" + "_loss")
        def squared_error(x, y):
            return loss(x, y, reduction="none").sum(dim=1)
    """
    report = graded("squared_error", dedent(disguised))
    assert report.verdict is Verdict.RV
    assert report.message is not None
    assert report.message.code == "rule-broken"
