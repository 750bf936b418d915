"""How the exceptions of a submission are told."""

import numpy as np
import pytest

from sandbox.judge.jail.view import gpu_devices
from sandbox.judge.messages import MAX_FRAMES, MAX_MESSAGE, Failure, Program
from sandbox.tests.judge_contestant.conversation import Contestant


def test_only_the_submissions_own_frames_are_told(contestant: Contestant) -> None:
    contestant.ready(
        "import numpy as np\n"
        "class Net:\n    def forward(self, x):\n        return np.linalg.inv(x)\n"
        "def f(x):\n    return Net().forward(x)\n"
    )
    failure = contestant.failure(x=3)
    assert failure.frames == ((6, "f"), (4, "Net.forward"))
    assert failure.error == "LinAlgError"


def test_a_runaway_recursion_keeps_its_first_and_last_frames(contestant: Contestant) -> None:
    contestant.ready("def g(n):\n    return g(n + 1)\ndef f():\n    return g(0)\n")
    failure = contestant.failure()
    assert failure.error == "RecursionError"
    assert len(failure.frames) == MAX_FRAMES
    assert failure.frames[:2] == ((4, "f"), (2, "g"))
    assert failure.frames[-1] == (2, "g")


@pytest.mark.parametrize(
    ("raised", "error"),
    [
        ("SystemExit(0)", "SystemExit"),
        ("KeyboardInterrupt", "KeyboardInterrupt"),
        ("BaseException()", "BaseException"),
        ("StopIteration", "StopIteration"),
        ("ExceptionGroup('g', [ValueError()])", "ExceptionGroup"),
    ],
)
def test_every_exception_is_a_runtime_error(
    contestant: Contestant, raised: str, error: str
) -> None:
    contestant.ready(f"def f():\n    raise {raised}\n")
    failure = contestant.failure()
    assert (failure.stage, failure.verdict, failure.error) == ("call", "RE", error)


@pytest.mark.parametrize(
    "raised",
    [
        "MemoryError()",
        'RuntimeError("DefaultCPUAllocator: can\'t allocate memory: you tried")',
        "__import__('torch').OutOfMemoryError('CUDA out of memory')",
    ],
)
def test_running_out_of_memory_is_told_as_such(contestant: Contestant, raised: str) -> None:
    contestant.ready(f"def f():\n    raise {raised}\n")
    assert contestant.failure().verdict == "MLE"


@pytest.mark.parametrize("framework", ["numpy", "torch"])
def test_an_impossible_allocation_is_out_of_memory(contestant: Contestant, framework: str) -> None:
    contestant.ready(f"import {framework}\ndef f():\n    return {framework}.empty(10**15)\n")
    assert contestant.failure().verdict == "MLE"


def test_surrogates_in_a_message_are_replaced(contestant: Contestant) -> None:
    contestant.ready("def f():\n    raise ValueError('a\\ud800b')\n")
    assert contestant.failure().message == "a?b"


def test_a_long_message_is_cut(contestant: Contestant) -> None:
    contestant.ready("def f():\n    raise ValueError('x' * 10**7)\n")
    assert contestant.failure().message == "x" * MAX_MESSAGE


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("def __str__(self): raise SystemExit", id="raising"),
        pytest.param("def __str__(self): return 3", id="number"),
        pytest.param("def __str__(self): raise self", id="itself"),
        pytest.param("def __str__(self): return str(self)", id="endless"),
    ],
)
def test_an_exception_whose_text_cannot_be_read_is_told_all_the_same(
    contestant: Contestant, body: str
) -> None:
    contestant.ready(f"class Evil(Exception):\n    {body}\ndef f():\n    raise Evil\n")
    failure = contestant.failure()
    assert (failure.error, failure.verdict) == ("Evil", "RE")
    assert "cannot be read" in failure.message


def test_a_text_subclass_is_read_as_the_text_it_holds(contestant: Contestant) -> None:
    contestant.ready(
        "class Text(str):\n"
        "    def __getitem__(self, key): return 'lie'\n"
        "    def encode(self, *args): return b'lie'\n"
        "class Evil(Exception):\n"
        "    def __str__(self): return Text('truth')\n"
        "def f():\n    raise Evil\n"
    )
    assert contestant.failure().message == "truth"


def test_a_metaclass_cannot_choose_the_error_name(contestant: Contestant) -> None:
    contestant.ready(
        "class Meta(type):\n"
        "    @property\n"
        "    def __name__(cls): return 'Accepted'\n"
        "class Evil(Exception, metaclass=Meta): pass\n"
        "def f():\n    raise Evil\n"
    )
    assert contestant.failure().error == "Evil"


def test_an_endless_type_name_is_cut(contestant: Contestant) -> None:
    contestant.ready("def f():\n    raise type('E' * 10**6, (Exception,), {})\n")
    assert contestant.failure().error == "E" * 100


def test_patched_libraries_harm_only_the_submission(contestant: Contestant) -> None:
    contestant.ready("import numpy as np\ndef f(x):\n    np.array = None\n    return x\n")
    assert contestant.failure(x=np.zeros(2)).verdict == "RE"


def test_a_card_that_does_not_start_is_told_before_the_program_runs(
    contestant: Contestant,
) -> None:
    if gpu_devices():
        pytest.skip("this machine has a GPU")
    program = Program(b"print('ran')", "torch", "function", "f", device="cuda")
    reply = contestant.ask(program.to_frame())
    assert isinstance(reply, Failure)
    assert "CUDA" in reply.message
    assert contestant.printed() == ""
