"""The allow-list that every rendered text passes last, whatever produced it."""

import re

import nh3

from cards.rendering import highlighting, mathml

_MATHML = {
    "math", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "ms",
    "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr",
    "munder", "munderover", "mmultiscripts", "mprescripts",
}  # fmt: skip
_MATHML_ATTRIBUTES = {
    "accent", "accentunder", "columnspan", "depth", "display", "displaystyle", "fence", "form",
    "height", "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize",
    "movablelimits", "rowspan", "rspace", "scriptlevel", "separator", "stretchy", "symmetric",
    "voffset", "width",
}  # fmt: skip
_HTML = {
    "a", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img",
    "li", "mark", "ol", "p", "pre", "s", "span", "strong", "table", "tbody", "td", "th", "thead",
    "tr", "ul",
}  # fmt: skip
WEB_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
# A path on this site: no scheme, and not the start of another host's address.
LOCAL_IMAGE = re.compile(r"(?!//)(?:/static/)?[A-Za-z0-9_.][A-Za-z0-9_.%/-]*\Z")


def _filter(tag: str, attribute: str, value: str) -> str | None:
    if (tag, attribute) == ("a", "href"):
        return value if WEB_LINK.match(value) else None
    if (tag, attribute) == ("img", "src"):
        return value if LOCAL_IMAGE.match(value) else None
    return value


_cleaner = nh3.Cleaner(
    tags=_HTML | _MATHML,
    clean_content_tags={"script", "style"},
    attributes={
        "a": {"href", "title"},
        "img": {"src", "alt", "title"},
        "ol": {"start"},
        "code": {"title"},
        **dict.fromkeys(_MATHML, _MATHML_ATTRIBUTES),
    },
    tag_attribute_values={
        "pre": {"tabindex": {"0"}},
        "div": {"tabindex": {"0"}},
    },
    allowed_classes={
        "code": {"math-error"},
        "div": {"table-scroll"},
        "mark": {"cloze"},
        "pre": {"code"},
        "span": {"cloze-gap", "math-display", "math-message", "image-refused"}
        | highlighting.CLASSES,
        "td": {"align-left", "align-center", "align-right"},
        "th": {"align-left", "align-center", "align-right"},
        **{tag: set(mathml.CLASSES) for tag in _MATHML},
    },
    attribute_filter=_filter,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
)


def sanitise(html: str) -> str:
    """Return `html` with everything removed that a card does not need."""
    return _cleaner.clean(html)
