"""Where in a text each section of a document stands, known or new."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cards.content.imports.anchor_files import shipped_anchors
from cards.content.markdown.alignment import Likeness, align
from cards.content.markdown.anchors import Anchor, digests_of, first_lines, last_line
from cards.content.markdown.digests import passage_digest
from cards.content.markdown.order import in_order
from cards.content.markdown.outline import Form, Outline, Part
from cards.content.markdown.titles import title_key
from cards.models import Document, Passage, Section
from cards.models.documents import Origin


@dataclass(slots=True, eq=False)
class Placed:
    """A section that stands in the text: `section` is None for a new one, which `part` describes.

    Lines count from 1; `own_lines` are those of no section below.
    """

    first: int
    part: Part | None
    section: Section | None = None
    parent: "Placed | None" = field(default=None, repr=False)
    last: int = 0
    own_lines: list[str] = field(default_factory=list)
    moved: bool = False

    @property
    def depth(self) -> int:
        """How many sections it stands in."""
        return sum(1 for _above in _ancestors(self))

    @property
    def text(self) -> str:
        return "\n".join(self.own_lines).rstrip()


def passage_of(section: Section | None) -> Passage | None:
    """The passage of a section that was read with it; asks the database nothing."""
    return getattr(section, "passage", None) if section else None


def place_sections(
    lines: Sequence[str], outline: Outline, document: Document | None, sections: Sequence[Section]
) -> list[Placed]:
    """Return the sections of `outline` and those of `sections` found in the text, by line.

    `sections` are those of `document` in reading order, with `parent` and `passage` loaded.
    """
    shipped = shipped_anchors().get(document.stable_id, ()) if document else ()
    by_id = {section.stable_id: section for section in sections}
    anchors = [anchor for anchor in shipped if anchor.section in by_id]
    digests = digests_of(lines) if anchors else {}
    starts = first_lines(anchors, digests)
    parts = {part.first: part for part in outline.parts}
    placed = [Placed(line, parts.get(line), by_id[name]) for name, line in starts.items()]
    taken = set(starts.values())
    free = [part for part in outline.parts if part.first not in taken]
    rest = [section for section in sections if section.stable_id not in starts]
    is_local = document is None or document.origin == Origin.LOCAL
    placed += _match(lines, rest, free, keep_new=is_local)
    placed.sort(key=lambda one: one.first)
    _set_parents(placed, outline)
    _set_last_lines(placed, lines, {one.section: one for one in anchors}, digests)
    _give_lines(placed, lines)
    _mark_moved(placed)
    return placed


def _match(
    lines: Sequence[str], sections: Sequence[Section], parts: Sequence[Part], *, keep_new: bool
) -> list[Placed]:
    """Pair by titles. In a shipped document only true headings make new sections."""
    known = [_likeness_of(section) for section in sections]
    found = [_likeness_of_part(part, lines) for part in parts]
    pairs = align(known, found).pairs
    placed = [
        Placed(parts[other].first, parts[other], sections[one]) for one, other in pairs.items()
    ]
    new = set(range(len(parts))) - set(pairs.values())
    return placed + [
        Placed(parts[place].first, parts[place])
        for place in sorted(new)
        if keep_new or parts[place].form == Form.HEADING
    ]


def _likeness_of_part(part: Part, lines: Sequence[str]) -> Likeness:
    own = lines[part.first - 1 : part.own_last]
    return Likeness((title_key(part.title),), part.path, passage_digest(own), _body_digest(own))


def _body_digest(lines: Sequence[str]) -> str:
    body = [line for line in lines[1:] if line.strip()]
    return passage_digest(body) if body else ""


def _likeness_of(section: Section) -> Likeness:
    passage = passage_of(section)
    titles = [passage.heading] if passage and passage.heading else []
    titles += [section.title_zh, section.title_en]
    path: list[str] = []
    above: Section | None = section
    while above is not None and len(path) < 20:
        path.insert(0, title_key(above.title_zh))
        above = above.parent
    keys = tuple(dict.fromkeys(title_key(title) for title in titles))
    if passage is None:
        return Likeness(keys, tuple(path))
    return Likeness(keys, tuple(path), passage.digest, _body_digest(passage.text.split("\n")))


def _set_parents(placed: Sequence[Placed], outline: Outline) -> None:
    """The parent in the text, or for shipped sections the one they have."""
    by_section = {one.section.pk: one for one in placed if one.section}
    by_line = {one.first: one for one in placed}
    for one in placed:
        if one.section and one.section.origin == Origin.SHIPPED:
            above = one.section.parent
            while above is not None and above.pk not in by_section:
                above = above.parent
            one.parent = by_section[above.pk] if above else None
            continue
        part = one.part.parent if one.part else None
        while part is not None and part.first not in by_line:
            part = part.parent
        one.parent = by_line[part.first] if part else None


def _set_last_lines(
    placed: Sequence[Placed],
    lines: Sequence[str],
    anchors: dict[str, Anchor],
    digests: dict[str, list[int]],
) -> None:
    """A section ends where the next begins that is not below it."""
    open_ones: list[Placed] = []
    for one in [*placed, Placed(len(lines) + 1, None)]:
        above = set(_ancestors(one))
        for other in [other for other in open_ones if other not in above]:
            other.last = _with_text(lines, other.first, one.first - 1)
        open_ones = [other for other in open_ones if other in above]
        open_ones.append(one)
    for one in placed:
        anchor = anchors.get(one.section.stable_id) if one.section else None
        if anchor:
            one.last = last_line(anchor, one.first, one.last, digests)


def _ancestors(placed: Placed) -> Iterable[Placed]:
    above = placed.parent
    while above is not None:
        yield above
        above = above.parent


def _with_text(lines: Sequence[str], first: int, end: int) -> int:
    while end > first and not lines[end - 1].strip():
        end -= 1
    return max(first, end)


def _give_lines(placed: Sequence[Placed], lines: Sequence[str]) -> None:
    """Give every line to the lowest section that it stands in."""
    owners: list[Placed | None] = [None] * (len(lines) + 1)
    for one in placed:
        owners[one.first : one.last + 1] = [one] * (one.last + 1 - one.first)
    for number, owner in enumerate(owners[1:], 1):
        if owner is not None:
            owner.own_lines.append(lines[number - 1])


def _mark_moved(placed: Sequence[Placed]) -> None:
    """Compare with where the sections stood when the notes were last imported."""
    before = [one for one in placed if one.section and _was_at(one.section)]
    before.sort(key=lambda one: _was_at(one.section) if one.section else 0)
    straight = set(in_order([one.first for one in before]))
    for place, one in enumerate(before):
        one.moved = place not in straight or _has_other_parent(one)


def _was_at(section: Section) -> int:
    passage = passage_of(section)
    return passage.first_line if passage and passage.state != Passage.State.LOST else 0


def _has_other_parent(placed: Placed) -> bool:
    if placed.section is None or placed.section.origin == Origin.SHIPPED:
        return False
    parent = placed.parent.section if placed.parent else None
    return placed.section.parent != parent
