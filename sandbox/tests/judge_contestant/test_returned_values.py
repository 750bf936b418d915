"""What a submission may return, and what is refused."""

import numpy as np
import pytest

from sandbox.judge.messages import Framework
from sandbox.judge.values import Returned
from sandbox.tests.judge_contestant.conversation import Contestant, array, items

LIAR = """
class Liar:
    def __array__(self, *args, **kwargs): return np.ones(3)
    def __float__(self): return 1.0
    def __eq__(self, other): return True
    def __len__(self): return 3
    def __iter__(self): return iter([1, 1, 1])
"""
NAMES = "import numpy as np, torch, collections, enum\n"


def returning(contestant: Contestant, expression: str, more: str = "") -> Contestant:
    source = f"{NAMES}{more}\ndef f():\n    return {expression}\n"
    return contestant.ready(source, framework="torch")


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("Liar()", "Liar"),
        ("[Liar()]", "the result[0] is a Liar"),
        ("{'a': (1, Liar())}", "the result['a'][1] is a Liar"),
        ("(i for i in iter(int, 1))", "generator"),
        ("iter(int, 1)", "callable_iterator"),
        ("range(3)", "range"),
        ("{1, 2}", "set"),
        ("b'bytes'", "bytes"),
        ("3j", "complex"),
        ("f", "function"),
        ("object", "type"),
        ("2**63", "64 bits"),
        ("type('L', (list,), {})([1])", "L"),
        ("type('D', (dict,), {'__len__': lambda s: 10**9})()", "D"),
        ("type('S', (str,), {})('x')", "S"),
        ("type('I', (int,), {})(3)", "I"),
        ("type('F', (float,), {})(3)", "F"),
        ("type('T', (tuple,), {})()", "T"),
        ("collections.OrderedDict()", "OrderedDict"),
        ("collections.namedtuple('Boxes', 'a')(1)", "Boxes"),
        ("enum.IntEnum('Colour', 'RED').RED", "Colour"),
        ("{3: 1}", "keys must be str"),
        ("{None: 1}", "keys must be str"),
        ("{type('S', (str,), {})('x'): 1}", "keys must be str"),
        ("'\\ud800'", "surrogate"),
        ("np.matrix([[1.0]])", "matrix"),
        ("np.ma.masked_array([1.0])", "MaskedArray"),
        ("np.ones(3).view(type('A', (np.ndarray,), {}))", "A"),
        ("np.array([[1], [2, 3]], dtype=object)", "object"),
        ("np.array(['a'])", "<U1"),
        ("np.zeros(2, [('a', 'i4')])", "[('a', '<i4')]"),
        ("np.zeros(2, np.uint32)", "uint32"),
        ("np.longdouble(1)", "longdouble"),
        ("np.zeros(2, 'M8[s]')", "datetime64"),
        ("np.zeros((1,) * 9)", "9 axes"),
        ("np.str_('a')", "str_"),
        ("torch.ones(2).as_subclass(type('S', (torch.Tensor,), {}))", "S"),
        ("torch.ones(2).to_sparse()", "torch.sparse_coo"),
        ("torch.eye(2).to_sparse_csr()", "torch.sparse_csr"),
        ("torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.quint8)", "quantised"),
        ("torch.ones(2, device='meta')", "meta"),
        ("torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])", "nested"),
        ("torch.ones(2, dtype=torch.bfloat16)", "torch.bfloat16"),
        ("torch.ones(2, dtype=torch.float8_e4m3fn)", "torch.float8_e4m3fn"),
        ("torch.ones((1,) * 9)", "9 axes"),
        ("torch.ones(2).to_mkldnn()", "torch._mkldnn"),
    ],
)
def test_what_is_no_plain_value_is_refused_by_name(
    contestant: Contestant, expression: str, named: str
) -> None:
    failure = returning(contestant, expression, LIAR).failure()
    assert (failure.stage, failure.verdict) == ("return", "RE")
    assert named in failure.message


@pytest.mark.parametrize(
    "setup",
    ["a = []; a.append(a)", "a = {}; a['a'] = [a]", "a = [0]; b = (a,); a[0] = b"],
)
def test_a_value_that_contains_itself_is_refused(contestant: Contestant, setup: str) -> None:
    failure = contestant.ready(f"{setup}\ndef f():\n    return a\n").failure()
    assert (failure.stage, failure.verdict) == ("return", "RE")
    assert "contains itself" in failure.message


@pytest.mark.parametrize(
    "expression",
    [
        "torch.zeros(1).expand(10**12)",
        "torch.zeros(()).expand(2**31, 2**31)",
        "np.broadcast_to(np.zeros(1), (10**12,))",
        "[torch.zeros(6 * 2**20) for _ in range(3)]",
        "'x' * 10**8",
        "'é' * 33_000",
        "[0] * 10**6",
        "[['x' * 60_000] * 30]",
    ],
)
def test_a_giant_result_is_an_output_overflow(contestant: Contestant, expression: str) -> None:
    failure = returning(contestant, expression).failure()
    assert (failure.stage, failure.verdict) == ("return", "OLE")


def test_lists_that_multiply_are_an_output_overflow(contestant: Contestant) -> None:
    source = "def f():\n    a = 1\n    for _ in range(15):\n        a = [a] * 20\n    return a\n"
    assert contestant.ready(source).failure().verdict == "OLE"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("torch.ones(2, requires_grad=True) * 2", [2.0, 2.0]),
        ("torch.nn.Parameter(torch.ones(2))", [1.0, 1.0]),
        ("torch.tensor([1 + 2j]).conj()", [1 - 2j]),
        ("torch.tensor([1 + 2j]).conj().imag", [-2.0]),
        ("torch.arange(4.0).reshape(2, 2).T", [[0.0, 2.0], [1.0, 3.0]]),
        ("torch.arange(6.0)[::2]", [0.0, 2.0, 4.0]),
        ("torch.ones(1).expand(3)", [1.0, 1.0, 1.0]),
        ("np.arange(6.0).reshape(2, 3)[:, ::-1]", [[2.0, 1.0, 0.0], [5.0, 4.0, 3.0]]),
        ("np.broadcast_to(np.float32(1), (2, 2))", [[1.0, 1.0], [1.0, 1.0]]),
        ("np.array([1.0, 2.0], dtype='>f8')", [1.0, 2.0]),
        ("np.float64(0.5)", 0.5),
        ("np.bool_(True)", True),
        ("np.int64(-3)", -3),
    ],
)
def test_unusual_layouts_are_made_plain(
    contestant: Contestant, expression: str, expected: object
) -> None:
    value = array(returning(contestant, expression).call().value)
    assert value.tolist() == expected
    assert value.flags.c_contiguous
    assert value.dtype.isnative


def test_a_tensor_made_under_inference_mode_is_plain(contestant: Contestant) -> None:
    source = "import torch\n@torch.inference_mode()\ndef f():\n    return torch.ones(2)\n"
    contestant.ready(source, framework="torch")
    assert array(contestant.call().value).tolist() == [1, 1]


def test_the_tuples_of_torch_are_tuples(contestant: Contestant) -> None:
    value = returning(contestant, "torch.tensor([3.0, 1.0]).sort()").call().value
    assert isinstance(value, tuple)
    assert [array(one).tolist() for one in value] == [[1.0, 3.0], [1, 0]]


@pytest.mark.parametrize("framework", ["numpy", "torch"])
def test_each_array_tells_which_library_made_it(
    contestant: Contestant, framework: Framework
) -> None:
    source = "import numpy as np, torch\ndef f():\n    return np.ones(1), torch.ones(1)\n"
    contestant.ready(source, framework=framework)
    returned = items(contestant.call().value)
    assert [one.origin for one in returned if isinstance(one, Returned)] == ["numpy", "torch"]


def test_nan_and_inf_return_unchanged(contestant: Contestant) -> None:
    value = array(returning(contestant, "torch.tensor([float('nan'), -float('inf')])").call().value)
    np.testing.assert_array_equal(value, np.array([np.nan, -np.inf], np.float32))


def test_nested_containers_keep_their_types(contestant: Contestant) -> None:
    value = returning(contestant, "{'a': [1, (2.0, None)], 'b': {}}").call().value
    assert value == {"a": [1, (2.0, None)], "b": {}}
