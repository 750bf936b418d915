"""Ids that were shipped once stay: what a learner has reached hangs on them.

A record lists them, one a line, such as ``card dl-part/relu/dying``. It only grows by itself; a
line that goes has to be taken out by hand, where a reviewer sees it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cards.content.entries import DocumentEntry, Place


def id_objections(documents: Sequence[DocumentEntry], record: Path) -> Iterator[str]:
    """Say which recorded ids are gone from the documents, and which new ones are not recorded.

    Where there is no record, nothing is held against it.
    """
    if not record.exists():
        return
    there = _ids(documents)
    recorded = _read(record)
    for number, line in enumerate(recorded, 1):
        if line not in there:
            yield (
                f"{record.name}:{number}: {line} is gone, and with it what learners have reached; "
                "give it its id back, or take out this line"
            )
    for line in sorted(there.keys() - set(recorded)):
        place = there[line]
        yield (
            f"{place.source.name}:{place.source.line(place.path)}: {line} is not in {record.name}; "
            "run load_content --check --record"
        )


def record_ids(documents: Sequence[DocumentEntry], record: Path) -> None:
    """Add the new ids to the record, which is kept in order."""
    lines = sorted({*_read(record), *_ids(documents)})
    record.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _read(record: Path) -> list[str]:
    return record.read_text(encoding="utf-8").splitlines() if record.exists() else []


def _ids(documents: Sequence[DocumentEntry]) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for document in documents:
        for section in document.sections:
            found[f"section {section.stable_id}"] = section.place
            for card in section.cards:
                for stable_id in (card.stable_id, *card.sibling_ids):
                    found[f"card {stable_id}"] = card.place
    return found
