"""Every mistake in a content file is told with file, line and card, and nothing is loaded."""

from decimal import Decimal
from pathlib import Path

import pytest

from cards.content import source
from cards.content.loader import load_documents
from cards.content.problems import ContentError
from cards.models import Card, CardText, Document, Erratum, Section, Tag
from cards.rendering import render_markdown
from cards.tests.content_files import VALID, line_of

pytestmark = pytest.mark.django_db


def problems_of(folder: Path, text: str | bytes, name: str = "nets.yaml") -> list[str]:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ContentError) as caught:
        load_documents([path])
    for model in (Document, Section, Card, CardText, Erratum, Tag):
        assert not model._default_manager.exists()
    return str(caught.value).splitlines()


def changed(old: str, new: str) -> str:
    assert VALID.count(old) == 1, f"{old!r} must stand once in the valid file"
    return VALID.replace(old, new)


# What is replaced by what; a part of the line that must be named; the message.
MISTAKES = {
    "a missing language": (
        "        zh: {front: 有多少权重？, back: '$64 \\cdot (9 \\cdot 64 + 1)$'}\n",
        "",
        "- id: nets/convolution/weights",
        "card nets/convolution/weights: zh is missing",
    ),
    "a missing back": (
        "          back: 传给最大的输入，那里 $\\frac{\\partial y}{\\partial x_i} = 1$。\n",
        "",
        "        zh:\n          front: 最大池化",
        "card nets/pooling/gradient: zh.back is missing",
    ),
    "an empty front": (
        "front: How many weights?",
        "front: ' '",
        "front: ' '",
        "card nets/convolution/weights: en.front is empty",
    ),
    "a field that no card has": (
        "        tags: [pooling, gradient]",
        "        label: [pooling, gradient]",
        "- id: nets/pooling/gradient",
        "card nets/pooling/gradient: label is not a known field here",
    ),
    "a field of another kind": (
        "front: Who wrote the LeNet paper?, accept",
        "text: Who wrote the LeNet paper?, accept",
        "        en: {text: Who",
        "card nets/convolution/inventor: en.front is missing",
    ),
    "an unknown kind": (
        "kind: choice",
        "kind: essay",
        "kind: essay",
        "card nets/pooling/choice: kind must be one of basic, cloze, choice, numeric, typed",
    ),
    "a difficulty of 7": (
        "difficulty: 3",
        "difficulty: 7",
        "difficulty: 7",
        "card nets/pooling/choice: difficulty must be at most 5",
    ),
    "a number where text belongs": (
        "accept: [LeCun, 杨立昆]",
        "accept: [1998]",
        "accept: [1998]",
        "card nets/convolution/inventor: "
        "zh.accept.0 must be text (in quotes, if it looks like something else)",
    ),
    "nothing accepted": (
        "accept: [LeCun, 杨立昆]",
        "accept: []",
        "accept: []",
        "card nets/convolution/inventor: zh.accept must have at least 1 entries",
    ),
    "a capital letter in an id": (
        "- id: nets/pooling/gradient",
        "- id: nets/pooling/Gradient",
        "nets/pooling/Gradient",
        "card nets/pooling/Gradient: "
        "id may only have lower-case letters and digits, joined by - and /",
    ),
    "a tag twice": (
        "[pooling, gradient]",
        "[pooling, pooling]",
        "[pooling, pooling]",
        "card nets/pooling/gradient: tags names something twice",
    ),
    "an id twice": (
        "- id: nets/convolution/inventor",
        "- id: nets/pooling/choice",
        "- id: nets/pooling/choice\n        kind: typed",
        "card nets/pooling/choice: the id nets/pooling/choice is already taken at nets.yaml:28",
    ),
    "an id that a cloze sibling needs": (
        "- id: nets/convolution/inventor",
        "- id: nets/pooling/average/c2",
        "- id: nets/pooling/average\n",
        "card nets/pooling/average: "
        "the id nets/pooling/average/c2 is already taken at nets.yaml:52",
    ),
    "an unknown parent": (
        "  - id: nets/convolution\n    parent: nets\n",
        "  - id: nets/convolution\n    parent: nests\n",
        "parent: nests",
        "section nets/convolution: there is no section nests to be its parent",
    ),
    "an unknown section": (
        "section: nets/pooling",
        "section: nets/padding",
        "section: nets/padding",
        "erratum nets/e01: there is no section nets/padding",
    ),
    "an unknown erratum": (
        "errata: [nets/e01]",
        "errata: [nets/e02]",
        "errata: [nets/e02]",
        "card nets/pooling/gradient: there is no erratum nets/e02",
    ),
    "an erratum without evidence": (
        ", evidence: Computed by hand.",
        "",
        "    en: {wrong: All inputs.",
        "erratum nets/e01: en.evidence is missing",
    ),
    "an erratum after the document's end": (
        "line: 12",
        "line: 51",
        "line: 51",
        "erratum nets/e01: the document has only 50 lines",
    ),
    "broken LaTeX in an erratum": (
        "correct: 最大的。",
        "correct: '是 $\\frac{1$ 吗。'",
        "correct: '是",
        "erratum nets/e01: zh.correct: Formula \\frac{1",
    ),
    "broken LaTeX": (
        "back: To the largest input, $\\frac{\\partial y}{\\partial x_i} = 1$ there.",
        "back: To $\\frac{1$ there.",
        "back: To",
        "card nets/pooling/gradient: en.back: Formula \\frac{1",
    ),
    "broken LaTeX in a choice": (
        "wrong: [平均池化, 全局池化]",
        "wrong: [平均池化, $\\nosuch$]",
        "wrong: [平均池化",
        "card nets/pooling/choice: zh.wrong: Formula \\nosuch",
    ),
    "a script": (
        "front: How many weights?",
        "front: How many <script>alert(1)</script>?",
        "<script>",
        "card nets/convolution/weights: en.front: HTML is shown as it is written: <script>",
    ),
    "a cloze text without a deletion": (
        "各得 {{c2::$\\frac{1}{n}$}}。'",
        "各得。'",
        "各得。",
        "card nets/pooling/average: zh.text: English and Chinese have different cloze numbers.",
    ),
    "an open deletion": (
        "各得 {{c2::$\\frac{1}{n}$}}。'",
        "各得 {{c2::$n$。'",
        "各得 {{c2::$n$。",
        "card nets/pooling/average: zh.text: Line 1, at “{{c2::$n$。”",
    ),
    "a deletion in a card that is no cloze": (
        "front: How many weights?",
        "front: 'How {{c1::many}} weights?'",
        "How {{c1",
        "card nets/convolution/weights: en.front: Only the text of a cloze card may have",
    ),
    "different numbers of choices": (
        "wrong: [平均池化, 全局池化]",
        "wrong: [平均池化, 全局池化, 随机池化]",
        "wrong: [平均池化",
        "card nets/pooling/choice: zh.wrong: English and Chinese have different numbers",
    ),
    "a right answer that is also wrong": (
        "wrong: [Average pooling, Global pooling]",
        "wrong: [Average pooling, Max  pooling]",
        "wrong: [Average pooling",
        "card nets/pooling/choice: en.wrong: Two entries are the same.",
    ),
    "an answer that is no number": (
        "answer: 36928",
        "answer: about 37k",
        "answer: about",
        "card nets/convolution/weights: answer must be a number",
    ),
    "an answer with too many digits": (
        "answer: 36928",
        "answer: 1.0000000000001",
        "answer: 1.0",
        "card nets/convolution/weights: answer: "
        "Ensure that there are no more than 12 decimal places.",
    ),
    "an answer beyond all bounds": (
        "answer: 36928",
        "answer: 1e999",
        "answer: 1e999",
        "card nets/convolution/weights: answer: Ensure that there are no more than 30 digits",
    ),
    "a negative tolerance": (
        "tolerance: 0.5",
        "tolerance: -0.5",
        "tolerance: -0.5",
        "card nets/convolution/weights: tolerance: The tolerance cannot be negative.",
    ),
    "a front that is too long": (
        "front: How many weights?",
        f"front: How{' many' * 60} weights?",
        "front: How many many",
        "card nets/convolution/weights: en.front: Has 312 characters, at most 300 fit a phone.",
    ),
    "a back that is too long": (
        "back: To the largest input, ",
        f"back: {'Far ' * 250}",
        "back: Far",
        "card nets/pooling/gradient: en.back: Has 1044 characters, at most 900 fit a phone.",
    ),
    "a key twice": (
        "difficulty: 3",
        "difficulty: 3\n        difficulty: 4",
        "difficulty: 4",
        "card nets/pooling/choice: the key “difficulty” is there twice",
    ),
    "an alias": (
        "accept: [LeCun, 杨立昆]",
        "accept: [&a LeCun, *a]",
        "accept: [&a",
        "card nets/convolution/inventor: anchors and aliases (& and *) are not allowed",
    ),
    "a tag of Python's": (
        "answer: 36928",
        "answer: !!python/object/apply:os.getpid []",
        "answer: !!python",
        "card nets/convolution/weights: "
        "tags are not allowed (tag:yaml.org,2002:python/object/apply:os.getpid)",
    ),
    "a NUL character": (
        "front: How many weights?",
        'front: "How many\\0"',
        'front: "How',
        "card nets/convolution/weights: holds the control character U+0000",
    ),
    "no title": (
        "title: {en: Networks, zh: 网络}\ndescription",
        "description",
        "document: nets",
        "title is missing",
    ),
    "YAML that cannot be read": (
        "kind: choice",
        "kind: [choice",
        "difficulty: 3",
        "is not valid YAML: did not find expected ',' or ']'",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_with_file_line_and_card(
    tmp_path: Path, mistake: tuple[str, str, str, str]
) -> None:
    old, new, marker, message = mistake
    text = changed(old, new)
    told = problems_of(tmp_path, text)
    line = line_of(text, marker)
    assert any(one.startswith(f"nets.yaml:{line}: {message}") for one in told), told


def test_a_valid_file_has_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "nets.yaml"
    path.write_text(VALID)
    load_documents([path])
    assert Document.objects.get().stable_id == "nets"


def test_all_problems_are_told_at_once_in_reading_order(tmp_path: Path) -> None:
    text = changed("severity: minor", "severity: enormous")
    text = text.replace("answer: 36928", "answer: many")
    text = text.replace("[平均池化, 全局池化]", "[平均池化, 平均池化]")
    text = text.replace(
        "  - id: nets/pooling\n    parent: nets\n", "  - id: nets/pooling\n    parent: x\n"
    )
    told = problems_of(tmp_path, text)
    assert [one.split(": ", 1)[1] for one in told] == [
        "section nets/pooling: there is no section x to be its parent",
        "card nets/pooling/choice: zh.wrong: Two entries are the same.",
        "card nets/convolution/weights: answer must be a number",
        "erratum nets/e01: severity must be one of major, minor",
    ]


def test_sections_that_are_each_others_parents_are_refused(tmp_path: Path) -> None:
    text = changed("  - id: nets\n    title", "  - id: nets\n    parent: nets/pooling\n    title")
    first, second = line_of(text, "parent: nets/pooling"), line_of(text, "parent: nets\n")
    assert problems_of(tmp_path, text) == [
        f"nets.yaml:{first}: section nets: is its own ancestor",
        f"nets.yaml:{second}: section nets/pooling: is its own ancestor",
    ]


def test_an_id_of_another_file_is_refused(tmp_path: Path) -> None:
    first = tmp_path / "first.yaml"
    first.write_text(VALID)
    second = VALID.replace("document: nets", "document: other")
    (tmp_path / "second.yaml").write_text(second)
    with pytest.raises(ContentError) as caught:
        load_documents([first, tmp_path / "second.yaml"])
    line = line_of(second, "- id: nets/pooling/choice")
    assert (
        f"second.yaml:{line}: card nets/pooling/choice: "
        f"the id nets/pooling/choice is already taken at first.yaml:{line}"
    ) in str(caught.value).splitlines()
    assert not Document.objects.exists()


def test_one_bad_file_among_good_ones_stops_all(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(VALID)
    bad.write_text("document: ]")
    with pytest.raises(ContentError, match=r"bad\.yaml:1: is not valid YAML"):
        load_documents([good, bad])
    assert not Document.objects.exists()


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    told = problems_of(tmp_path, VALID.encode().replace("池化, 全局".encode(), b"\xff", 1))
    assert told == [f"nets.yaml:{line_of(VALID, '池化, 全局')}: is not UTF-8"]


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 100)
    assert problems_of(tmp_path, VALID) == ["nets.yaml:1: the file is larger than 20 MB"]


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(ContentError, match=r"gone\.yaml:1: cannot be read: No such file"):
        load_documents([Path("/nowhere/gone.yaml")])


@pytest.mark.parametrize("bomb", ["[" * 100_000, "- " * 100_000, "{a: " * 100_000])
def test_deep_nesting_is_refused_without_exhausting_the_stack(tmp_path: Path, bomb: str) -> None:
    assert problems_of(tmp_path, bomb) == ["nets.yaml:1: is nested deeper than 20 levels"]


def test_an_alias_bomb_is_refused_without_growing(tmp_path: Path) -> None:
    lines = ["a0: &a0 [lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    told = problems_of(tmp_path, "\n".join(lines))
    assert told[0] == "nets.yaml:2: anchors and aliases (& and *) are not allowed"


@pytest.mark.parametrize("text", ["", "just words", "- a\n- list", "sections: {}", "document:"])
def test_a_file_that_is_no_document_is_refused(tmp_path: Path, text: str) -> None:
    assert all(one.startswith("nets.yaml:1: ") for one in problems_of(tmp_path, text))


def test_words_such_as_no_and_dates_are_text_and_fractions_stay_exact(tmp_path: Path) -> None:
    text = changed("accept: [LeCun, Yann LeCun]", "accept: [no, 2015-01-01, 1:30, off, 1_000]")
    text = text.replace("answer: 36928", "answer: 0.1")
    (tmp_path / "nets.yaml").write_text(text)
    load_documents([tmp_path / "nets.yaml"])
    inventor = CardText.objects.get(card__stable_id="nets/convolution/inventor", language="en")
    assert inventor.accepted == ["no", "2015-01-01", "1:30", "off", "1_000"]
    assert Card.objects.get(kind="numeric").numeric_answer == Decimal("0.1")


def test_a_script_in_code_is_stored_as_written_and_shown_harmlessly(tmp_path: Path) -> None:
    front = "What does `<script>alert(1)</script>` do?"
    path = tmp_path / "nets.yaml"
    path.write_text(changed("front: How many weights?", f"front: {front}"))
    load_documents([path])
    text = CardText.objects.get(card__stable_id="nets/convolution/weights", language="en")
    assert text.front == front
    assert "<script" not in render_markdown(text.front)
    assert "&lt;script&gt;alert(1)" in render_markdown(text.front)
