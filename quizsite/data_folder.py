"""The one folder on disk that holds state: database, secret key, socket, imports, backups."""

import os
import secrets
from pathlib import Path

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600


def data_folder(path: Path) -> Path:
    """Return `path` as an absolute folder that only its owner may enter, made where missing."""
    path = path.expanduser().absolute()
    for folder in (path, path / "run", path / "static"):
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    return path


def secret_key(folder: Path) -> str:
    """Return the site's secret key, made on first use and readable by its owner only."""
    path = folder / "secret_key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read; two processes may race, the first one wins.

    The text goes to a file of its own first and is linked into place, so that a reader never
    sees half a file and a full disk leaves none behind.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(
            os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE_FILE), "w"
        ) as f:
            f.write(text)
            f.flush()
            # Else a power cut could leave the name in place with nothing in it.
            os.fsync(f.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
