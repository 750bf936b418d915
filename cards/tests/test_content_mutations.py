"""Whatever stands in a content file, the answer is messages: never a traceback."""

from pathlib import Path

import pytest
import yaml
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cards.content.loader import load_documents
from cards.content.problems import ContentError
from cards.models import Card, Document
from cards.tests.content_files import VALID

pytestmark = pytest.mark.django_db
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["nets/pooling", "{{c1::x}}", "{{c1::", "$\\frac{$", "$x", "cloze", "nets"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


def load_or_refuse(path: Path) -> None:
    """Load `path`; a refusal must have messages and leave nothing behind."""
    problems = None
    try:
        with transaction.atomic():
            load_documents([path])
            transaction.set_rollback(True)
    except ContentError as error:
        problems = error.problems
    if problems is not None:
        assert problems
        assert all(one.message and one.file == path.name for one in problems)
    assert not Document.objects.exists()
    assert not Card.objects.exists()


def places(data: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    items = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    return [path, *(place for key, value in items for place in places(value, (*path, key)))]


PLACES = [place for place in places(yaml.load(VALID, yaml.CSafeLoader)) if place]


@quick
@given(st.integers(0, len(VALID)), st.integers(0, 40), st.text(max_size=6))
@example(0, len(VALID), "")
def test_any_change_of_the_text_gives_messages_only(
    tmp_path: Path, start: int, length: int, new: str
) -> None:
    path = tmp_path / "nets.yaml"
    text = VALID[:start] + new + VALID[start + length :]
    path.write_bytes(text.encode(errors="surrogatepass"))
    load_or_refuse(path)


@quick
@given(st.sampled_from(PLACES), ANYTHING)
def test_any_value_in_any_place_gives_messages_only(
    tmp_path: Path, place: tuple[object, ...], value: object
) -> None:
    data = yaml.load(VALID, yaml.CSafeLoader)
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    path = tmp_path / "nets.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
    load_or_refuse(path)


@quick
@given(st.binary(max_size=60))
def test_any_bytes_give_messages_only(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "nets.yaml"
    path.write_bytes(content)
    load_or_refuse(path)
