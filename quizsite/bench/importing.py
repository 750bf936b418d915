"""Time the import of 5 MB of notes: into a new document, and again after one edit."""

import time

from django.core.management import call_command

from cards.content.imports.service import read_notes
from cards.models import Document
from quizsite.bench.timing import print_timings, timing_of

SIZE = 5_000_000
_SECTION = """\
## {n}. 第 {n} 节

Text of section {n} with **something in bold**, a formula $x_{n}^2$ and 一段中文，说明它的作用。

- term {n}：what the term of this section means, in some more words than one needs
- another item, with `code` and [a link](https://example.org/{n})

```python
x = {n}  # no heading
```

$$
y_{n} = \\frac{{a}}{{b}} + {n}
$$

"""


def main(rounds: str) -> None:
    """Import so many times; prints JSON."""
    call_command("migrate", verbosity=0)
    new, again = [], []
    for number in range(int(rounds)):
        notes = _notes(f"Notes {number}")
        new.append(_seconds(notes, None))
        document = Document.objects.latest("pk")
        again.append(_seconds(notes.replace("Text of section 7 ", "Words of section 7 "), document))
    print_timings({"new": timing_of(new), "again": timing_of(again)})


def _notes(title: str) -> str:
    parts, size, number = [f"# {title}\n\n"], 0, 0
    while size < SIZE:
        number += 1
        parts.append(_SECTION.format(n=number))
        # A long section now and then, as notes have them.
        parts.append("一段很长的正文，没有标题也没有列表。" * (number % 60) + "\n\n")
        size += len(parts[-1].encode()) + len(parts[-2].encode())
    return "".join(parts)


def _seconds(text: str, document: Document | None) -> float:
    start = time.perf_counter()
    read_notes(text.encode(), "notes.md").apply(document)
    return time.perf_counter() - start
