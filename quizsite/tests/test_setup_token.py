import stat
from pathlib import Path

import pytest
from django.conf import settings

from cards.tests.factories import make_learner
from quizsite.setup_token import discard, ensure_token, token_matches

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    return tmp_path


def test_the_token_stays_the_same_until_an_account_exists() -> None:
    token = ensure_token()
    assert token is not None
    assert len(token) >= 32
    assert ensure_token() == token


def test_only_the_owner_can_read_the_token(data_folder: Path) -> None:
    ensure_token()
    assert stat.S_IMODE((data_folder / "setup_token").stat().st_mode) == 0o600


def test_only_the_token_itself_matches() -> None:
    token = ensure_token()
    assert token is not None
    assert token_matches(token)
    for wrong in ("", token[:-1], token + "x", token.swapcase(), "密钥"):
        assert not token_matches(wrong)


def test_nothing_matches_before_there_is_a_token() -> None:
    assert not token_matches("")


def test_a_discarded_token_no_longer_matches() -> None:
    token = ensure_token()
    assert token is not None
    discard()
    discard()
    assert not token_matches(token)


def test_no_token_matches_once_an_account_exists() -> None:
    token = ensure_token()
    assert token is not None
    make_learner("alice")
    assert not token_matches(token)


def test_there_is_no_token_once_an_account_exists(data_folder: Path) -> None:
    ensure_token()
    make_learner("alice")
    assert ensure_token() is None
    assert not (data_folder / "setup_token").exists()
