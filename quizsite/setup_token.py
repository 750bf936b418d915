"""The one-time token that lets the owner, and nobody else, make the first account.

It lies in the data folder, readable by its owner only, from the first start until the first
account exists, and `up` prints it.
"""

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model

from quizsite.data_folder import write_private


def ensure_token() -> str | None:
    """Return the token, made where missing; None, and no file, once an account exists."""
    if get_user_model().objects.exists():
        discard()
        return None
    write_private(_path(), secrets.token_urlsafe(24))
    return _path().read_text(encoding="ascii")


def token_matches(given: str) -> bool:
    """Tell whether `given` is the token; never once an account exists."""
    if get_user_model().objects.exists():
        return False
    try:
        token = _path().read_bytes()
    except FileNotFoundError:
        return False
    return secrets.compare_digest(given.encode(), token)


def discard() -> None:
    """Forget the token; call it when the first account has been made."""
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return Path(settings.DATA_DIR) / "setup_token"
