"""Which parts of the host's file system a jail may see.

Only what an interpreter that has already imported numpy and torch may still open: its standard
library, its site-packages, and the folders from which shared libraries are mapped. Never the
program's own source tree, which lies beside the exercises' answers.
"""

import os
import site
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sandbox.judge.jail.errors import ConfinementError

REPOSITORY = Path(__file__).resolve().parents[3]
LOADER_CACHE = Path("/etc/ld.so.cache")
DEVICES = ("null", "zero", "full", "random", "urandom")
_DEVICE_FOLDER = Path("/dev")
_GPU_DEVICES = ("nvidia*", "nvidia-caps/*", "dxg")
# Where container runtimes and WSL put the driver's libraries, which are loaded on first use.
DRIVER_FOLDERS = frozenset(
    map(Path, ("/usr/local/nvidia/lib64", "/usr/local/nvidia/lib", "/usr/lib/wsl/lib"))
)
_LIBRARY_LINKS = ("lib", "lib32", "lib64", "libx32")
# Mapped from these the shared library would open far more than itself to the jail.
_TOO_BROAD = frozenset(map(Path, ("/", "/usr", "/etc", "/opt", "/home", "/root", "/var", "/srv")))


@dataclass(frozen=True)
class View:
    """The host's paths that jails see, read-only, at the same places.

    `hidden` are folders inside `shown` that stay empty; `links` are (name, target) of symbolic
    links in the root; `gpu_devices` are shown to jails of the cuda profile only.
    """

    shown: tuple[Path, ...]
    hidden: tuple[Path, ...]
    links: tuple[tuple[str, str], ...]
    gpu_devices: tuple[Path, ...]


def of_this_interpreter() -> View:
    """Return the view that the calling process needs to go on as it is."""
    candidates = {*_interpreter_folders(), *_library_folders(), LOADER_CACHE}
    if gpu_devices():
        candidates |= DRIVER_FOLDERS
    spelled_and_real = candidates | {path.resolve() for path in candidates}
    shown = _without_nested(path for path in spelled_and_real if path.exists())
    for path in shown:
        if path in _TOO_BROAD or (_is_within(REPOSITORY, path) and _is_source(path)):
            raise ConfinementError(
                f"the interpreter's libraries lie in {path}, which holds more than libraries",
                "use a virtual environment or an interpreter with folders of its own",
            )
    return View(
        shown=shown,
        hidden=tuple({REPOSITORY for path in shown if _is_within(REPOSITORY, path)}),
        links=_root_links(),
        gpu_devices=gpu_devices(),
    )


def gpu_devices() -> tuple[Path, ...]:
    """Return the device nodes of the machine's graphics cards, none where there is no card."""
    found = {path for name in _GPU_DEVICES for path in _DEVICE_FOLDER.glob(name)}
    return tuple(sorted(path for path in found if not path.is_dir()))


def _interpreter_folders() -> set[Path]:
    # Not sys.path: a .pth file may add anything to it, this repository for one.
    paths = sysconfig.get_paths()
    names = [paths[kind] for kind in ("stdlib", "platstdlib", "purelib", "platlib")]
    return {Path(name) for name in [*names, *site.getsitepackages()]}


def _library_folders() -> set[Path]:
    mapped = {
        Path(line.split(maxsplit=5)[5])
        for line in Path("/proc/self/maps").read_text().splitlines()
        if line.endswith(".so") or ".so." in line
    }
    return {path.parent for path in mapped if path.is_absolute()}


def _without_nested(paths: Iterable[Path]) -> tuple[Path, ...]:
    kept: list[Path] = []
    for path in sorted(paths):
        if not any(_is_within(path, other) for other in kept):
            kept.append(path)
    return tuple(kept)


def _is_within(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _is_source(path: Path) -> bool:
    # Installed into site-packages the repository can be hidden; a folder that merely contains
    # a checkout is somebody's home.
    return path.name not in {"site-packages", "dist-packages"}


def _root_links() -> tuple[tuple[str, str], ...]:
    """Return links such as /lib → usr/lib, by which the loader's cache names libraries."""
    return tuple(
        (f"/{name}", os.readlink(f"/{name}"))  # noqa: PTH115 - the text, not the path
        for name in _LIBRARY_LINKS
        if Path("/", name).is_symlink()
    )
