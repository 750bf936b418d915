"""The stable ids of sections, read from the files of documents."""

from pathlib import Path

import yaml


def section_ids(folder: Path) -> frozenset[str]:
    """The ids of all sections in the documents (`*.yaml`) of `folder`."""
    ids: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        document = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - safe
        ids |= {section["id"] for section in document.get("sections", ())}
    return frozenset(ids)


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
