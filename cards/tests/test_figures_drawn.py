"""Every figure is legible, complete in both languages, and keeps what a card hides to itself."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from cards.figures import (
    UnknownFigure,
    UnknownPart,
    all_figures,
    alternative_text,
    drawing_of,
    figure_svg,
)
from cards.figures.drawing import WIDTH, Drawing, Extent, Label
from cards.figures.registry import figure

NAMES = [entry.name for entry in all_figures()]
PARTS = [(name, part) for name in NAMES for part in drawing_of(name).parts]
LANGUAGES = ["en", "zh"]
TAGS = {"svg", "rect", "circle", "polyline", "polygon", "text"}
ATTRIBUTES = {
    "role", "aria-label", "viewBox", "class", "x", "y", "width", "height", "rx", "cx", "cy", "r",
    "points",
}  # fmt: skip
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def overlap(one: Extent, other: Extent) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return min(width, height)


def words_of(label: Label, language: str) -> str:
    return " ".join(label.lines(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_an_image_with_a_name_and_only_harmless_elements(
    name: str, language: str
) -> None:
    root = ElementTree.fromstring(figure_svg(name, language))  # noqa: S314 our own
    assert root.attrib["role"] == "img"
    assert root.attrib["viewBox"].startswith("0 0 320 ")
    for element in root.iter():
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES
        assert not re.search(r"#[0-9a-f]{3}|rgb|hsl|url|:", element.attrib.get("class", ""))


@pytest.mark.parametrize("name", NAMES)
def test_the_alternative_text_says_in_both_languages_what_is_to_be_seen(name: str) -> None:
    english, chinese = (alternative_text(name, language) for language in LANGUAGES)
    assert len(english) > 80
    assert len(chinese) > 30
    assert not CHINESE.search(english)
    assert CHINESE.search(chinese)
    assert not re.search(r"[{}]", english + chinese)


@pytest.mark.parametrize("name", NAMES)
def test_english_labels_hold_no_chinese_and_both_have_as_many_words(name: str) -> None:
    for label in drawing_of(name).labels:
        assert not CHINESE.search(label.en)
        assert label.zh.strip()
        assert label.en.strip()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_two_labels_of_a_figure_overlap(name: str, language: str) -> None:
    labels = drawing_of(name).labels
    touching = [
        (words_of(one, language), words_of(other, language))
        for one, other in combinations(labels, 2)
        if overlap(one.extent(language), other.extent(language)) > 2
    ]
    assert touching == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_lies_outside_of_the_figure(name: str) -> None:
    drawing = drawing_of(name)
    for left, top, right, bottom in drawing.extents():
        assert left >= 0
        assert right <= WIDTH
        assert top >= 0
        assert bottom <= drawing.height
    assert drawing.height <= 400  # a phone shows it with its question


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "part"), PARTS)
def test_a_hidden_part_is_told_nowhere(name: str, part: str, language: str) -> None:
    drawing = drawing_of(name)
    hidden = {words_of(label, language) for label in drawing.labels if label.part == part}
    svg = figure_svg(name, language, hide=part)
    shown = [element.text for element in ElementTree.fromstring(svg).iter("text")]  # noqa: S314
    told = alternative_text(name, language, hide=part)
    assert "?" in shown
    assert "covered" in svg
    for answer in hidden:
        assert answer not in shown
        edge = r"(?<![\w.−×-]){}(?![\w×]|\.\d)" if answer.isascii() else "{}"
        assert not re.search(edge.format(re.escape(answer)), told), (answer, told)
        others = {words_of(label, language) for label in drawing.labels if label.part != part}
        assert answer not in others


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_a_part_is_named_in_the_alternative_text(name: str, part: str) -> None:
    for entry in all_figures():
        if entry.name == name:
            assert all(f"{{{part}}}" in about for about in entry.about)


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_a_shown_part_stands_out_and_keeps_its_words(name: str, part: str) -> None:
    svg = figure_svg(name, "en", show=part)
    label = drawing_of(name).parts[part]
    assert svg.count('class="shown"') == sum(
        other.part == part for other in drawing_of(name).labels
    )
    shown = [element.text for element in ElementTree.fromstring(svg).iter("text")]  # noqa: S314
    assert set(label.lines("en")) <= set(shown)


def test_the_cover_tells_nothing_of_the_length_of_the_answer() -> None:
    covers = {
        re.search(r'"covered"[^>]*(width="\d+")', figure_svg(name, "en", hide=part))[1]  # type: ignore[index]
        for name, part in PARTS
    }
    assert covers == {'width="30"'}


def test_names_and_parts_that_do_not_exist_are_refused() -> None:
    with pytest.raises(UnknownFigure):
        figure_svg("no-such-figure", "en")
    with pytest.raises(UnknownPart):
        figure_svg("iou", "en", hide="no-such-part")


def test_a_figure_needs_a_free_name_a_topic_and_known_looks() -> None:
    pair = ("a", "b")
    with pytest.raises(ValueError, match="iou"):
        figure("iou", topic="boxes", title=pair, about=pair)(lambda drawing: None)
    with pytest.raises(ValueError, match="no topic"):
        figure("new", topic="cooking", title=pair, about=pair)(lambda drawing: None)
    with pytest.raises(ValueError, match="pink"):
        Drawing().rect(0, 0, 1, 1, "pink")


def test_words_are_escaped() -> None:
    @figure("test-escaping", topic="boxes", title=('<a "b">', "<a>"), about=("<i>", "<i>"))
    def draw(drawing: Drawing) -> None:
        drawing.label(100, 10, "</text><script>")

    svg = figure_svg("test-escaping", "en")
    assert "<script" not in svg
    assert 'aria-label="&lt;a &quot;b&quot;&gt;: &lt;i&gt;"' in svg
