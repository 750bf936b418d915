"""What one case does to the process does not reach the next."""

import numpy as np
import pytest

from sandbox.judge.messages import Call, Outcome
from sandbox.tests.judge_contestant.conversation import Contestant, array

IMPORTS = """
import gc, random, signal, sys, threading, warnings
import numpy as np
import torch
class Mode(torch.overrides.TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        return 42
class Dispatch(torch.utils._python_dispatch.TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return torch.zeros(7)
def log(*args):
    return log
"""
POISONS = {
    "recursion limit": ("sys.setrecursionlimit(77_777)", "sys.getrecursionlimit()"),
    "switch interval": ("sys.setswitchinterval(3)", "sys.getswitchinterval()"),
    "digits of int": ("sys.set_int_max_str_digits(0)", "sys.get_int_max_str_digits()"),
    "trace": ("sys.settrace(log)", "sys.gettrace() is None"),
    "profile": ("sys.setprofile(log)", "sys.getprofile() is None"),
    "thread trace": ("threading.settrace(log)", "threading.gettrace() is None"),
    "thread profile": ("threading.setprofile(log)", "threading.getprofile() is None"),
    "gc": ("gc.disable()", "gc.isenabled()"),
    "gc threshold": ("gc.set_threshold(1)", "gc.get_threshold()"),
    "warnings": ("warnings.simplefilter('error')", "warnings.warn('w')"),
    "signal": (
        "signal.signal(signal.SIGTERM, log)",
        "signal.getsignal(signal.SIGTERM) == signal.SIG_DFL",
    ),
    "cpu signal": (
        "signal.signal(signal.SIGXCPU, log)",
        "signal.getsignal(signal.SIGXCPU) == signal.SIG_DFL",
    ),
    "signal mask": (
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})",
        "len(signal.pthread_sigmask(signal.SIG_BLOCK, ()))",
    ),
    "timer": (
        "signal.signal(signal.SIGALRM, log); signal.setitimer(signal.ITIMER_REAL, 999)",
        "signal.getitimer(signal.ITIMER_REAL)",
    ),
    "stdout": ("sys.stdout = None", "sys.stdout is not None"),
    "random": ("random.seed(5)", "random.random()"),
    "numpy random": ("np.random.seed(5)", "float(np.random.random())"),
    "torch random": ("torch.manual_seed(5)", "float(torch.rand(()))"),
    "numpy errors": ("np.seterr(all='raise')", "sorted(np.geterr().items())"),
    "numpy error handler": ("np.seterrcall(log)", "np.geterrcall() is None"),
    "numpy buffer": ("np.setbufsize(16384)", "np.getbufsize()"),
    "numpy printing": (
        "np.set_printoptions(precision=1, formatter={'all': str})",
        "str(np.array([0.123456789]))",
    ),
    "torch printing": (
        "torch.set_printoptions(precision=1, sci_mode=True)",
        "str(torch.tensor([0.123456789]))",
    ),
    "default dtype": ("torch.set_default_dtype(torch.float64)", "str(torch.ones(1).dtype)"),
    "default device": ("torch.set_default_device('meta')", "str(torch.ones(1).device)"),
    "entered device": ("torch.device('meta').__enter__()", "str(torch.ones(1).device)"),
    "reported device": ("torch.set_default_device('meta')", "str(torch.get_default_device())"),
    "grad mode": ("torch.set_grad_enabled(False)", "torch.is_grad_enabled()"),
    "inference": (
        "global g; g = torch.inference_mode(); g.__enter__()",
        "torch.is_inference_mode_enabled(), torch.ones(1).is_inference()",
    ),
    "anomaly": ("torch.autograd.set_detect_anomaly(True)", "torch.is_anomaly_enabled()"),
    "deterministic": (
        "torch._C._set_deterministic_algorithms(True)",
        "torch.are_deterministic_algorithms_enabled()",
    ),
    "autocast": ("torch.set_autocast_enabled('cpu', True)", "torch.is_autocast_enabled('cpu')"),
    "denormals": ("torch.set_flush_denormal(True)", "float(torch.tensor([1e-40]) * 1) > 0"),
    "threads": ("torch.set_num_threads(2)", "torch.get_num_threads()"),
    "matmul precision": (
        "torch.set_float32_matmul_precision('medium')",
        "torch.get_float32_matmul_precision()",
    ),
    "function mode": ("Mode().__enter__()", "float(torch.ones(1))"),
    "dispatch mode": ("Dispatch().__enter__()", "tuple((torch.ones(2) + 1).shape)"),
    "saved tensors hook": (
        "torch.autograd.graph.saved_tensors_hooks(log, log).__enter__()",
        "torch.ones(1, requires_grad=True).exp().sum().backward()",
    ),
    "module hook": (
        "torch.nn.modules.module.register_module_forward_hook(lambda m, i, o: 0)",
        "float(torch.nn.ReLU()(torch.ones(1)))",
    ),
}


@pytest.mark.parametrize(("poison", "probe"), POISONS.values(), ids=POISONS.keys())
@pytest.mark.parametrize("ending", ["pass", "raise KeyError"], ids=["returns", "fails"])
def test_poison_does_not_reach_the_next_case(
    contestant: Contestant, poison: str, probe: str, ending: str
) -> None:
    contestant.ready(
        f"{IMPORTS}def f(poisoning):\n"
        f"    if poisoning:\n        {poison}\n        {ending}\n"
        f"    else:\n        return {probe}\n",
        framework="torch",
    )
    healthy = contestant.call(poisoning=False).value
    contestant.case(Call("", {"poisoning": True}))
    assert contestant.call(poisoning=False).value == healthy


@pytest.mark.parametrize(("poison", "probe"), POISONS.values(), ids=POISONS.keys())
def test_the_poison_is_one(contestant: Contestant, poison: str, probe: str) -> None:
    """Else the test above would prove nothing."""
    contestant.ready(
        f"{IMPORTS}def f(poisoning):\n    if poisoning:\n        {poison}\n    return {probe}\n",
        framework="torch",
    )
    healthy = contestant.call(poisoning=False).value
    sick = contestant.case(Call("", {"poisoning": True}))
    assert not isinstance(sick, Outcome) or sick.results[0].value != healthy


def test_poison_at_import_does_not_reach_the_cases(contestant: Contestant) -> None:
    source = f"{IMPORTS}torch.set_default_dtype(torch.float64)\nnp.seterr(all='raise')\n"
    contestant.ready(f"{source}def f():\n    return str(torch.ones(1).dtype), np.geterr()['over']")
    assert contestant.call().value == ("torch.float32", "warn")


@pytest.mark.parametrize(
    "draw",
    ["random.random()", "float(np.random.random())", "float(torch.rand(()))"],
)
def test_random_numbers_follow_from_the_cases_seed(contestant: Contestant, draw: str) -> None:
    contestant.ready(f"import random, torch\nimport numpy as np\ndef f():\n    return {draw}\n")
    drawn = []
    for seed in (1, 2, 1, -3, 2**63 - 1):
        outcome = contestant.case(Call(), seed=seed)
        assert isinstance(outcome, Outcome)
        drawn.append(outcome.results[0].value)
    assert drawn[0] == drawn[2]
    assert len(set(map(str, drawn))) == 4


def test_a_numpy_warning_is_printed_and_no_error(contestant: Contestant) -> None:
    contestant.ready("import numpy as np\ndef f(x):\n    return np.log(x)\n")
    with np.errstate(divide="ignore"):
        assert array(contestant.call(x=np.zeros(1)).value)[0] == -np.inf
    assert "RuntimeWarning: divide by zero" in contestant.printed()


def test_an_object_that_poisons_as_it_dies_does_not_reach_the_next_case(
    contestant: Contestant,
) -> None:
    """It dies between the cases, when nothing of the submission's is being watched."""
    source = (
        f"{IMPORTS}class C:\n"
        "    def go(self):\n        return float(torch.ones(1))\n"
        "    def __del__(self):\n        Mode().__enter__()\n"
    )
    contestant.ready(source, entry="C", kind="object", framework="torch")
    for _ in range(2):
        outcome = contestant.case(Call("go"), init={})
        assert isinstance(outcome, Outcome), outcome
        assert outcome.results[0].value == 1.0
