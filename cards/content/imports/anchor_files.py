"""The files of fixtures/anchors."""

from functools import cache

import yaml
from django.conf import settings

from cards.content.markdown.anchors import Anchor

FOLDER = settings.BASE_DIR / "fixtures" / "anchors"


@cache
def shipped_anchors() -> dict[str, tuple[Anchor, ...]]:
    """The anchors of each shipped document that has some, by the document's id."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        found[content["document"]] = tuple(_anchor(one) for one in content["sections"])
    return found


def _anchor(entry: dict[str, str]) -> Anchor:
    first, _dash, last = str(entry["lines"]).partition("-")
    return Anchor(entry["id"], int(first), int(last or first), entry["first"], entry["last"])
