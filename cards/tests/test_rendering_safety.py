"""Whatever an author writes, the page runs nothing and loads nothing from elsewhere."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.rendering import render_inline, render_markdown
from cards.rendering.cloze import ClozeError, hide, reveal

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<p style='background:url(https://evil.example)'>x</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "<!--><script>alert(1)</script>-->",
    "</code></pre></p><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x1;javascript:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//evil.example/a)",
    "[x](/\\evil.example)",
    "[x](https://ok.example/'onmouseover='alert(1))",
    '[x](https://ok.example "\\" onmouseover=\\"alert(1)")',
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "![x](/\\evil.example/pixel.png)",
    "![x](/%2F/evil.example/../pixel.png)",
    '![" onerror="alert(1)](/static/a.png)',
    '```"><script>alert(1)</script>\nx\n```',
    "```python onload=alert(1)\n</code></pre><script>alert(1)</script>\n```",
    "~~~<img/src=x/onerror=alert(1)>\nx\n~~~",
    r"$\text{<script>alert(1)</script>}$",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\style{background:url(https://evil.example)}{x}$",
    r"$\class{x}{y}\cssId{a}{b}\htmlData{a=b}{c}$",
    r'$\operatorname{"onclick="alert(1)}$',
    r"$\color{red;background:url(//evil.example)}x$",
    r"$\hspace{1em;background:red}$",
    "$</math><script>alert(1)</script>$",
    r"$$\begin{array}{c}<img src=x onerror=alert(1)>\end{array}$$",
    "$\\substack<script>alert(1)</script>$",
    "{{c1::<script>alert(1)</script>::<img src=x onerror=alert(1)>}}",
    '{{c1::x::"><script>alert(1)</script>}}',
    "$x^{{c1::2::</mtext><script>alert(1)</script>}}$",
    "$x^{{c1::2::}\\href{javascript:alert(1)}{x}}$",
    '[{{c1::x}}](https://ok.example "{{c1::\' onclick=alert(1)}}")',
    "![{{c1::x}}](/static/{{c1::a}}.png)",
    "`{{c1::</code><script>alert(1)</script>}}`",
    "```html\n{{c1::<script>alert(1)</script>}}\n```",
    "| a |\n|---|\n| <td onclick=alert(1)> |",
]

TAGS = re.compile(
    "a|blockquote|br|code|div|em|h[1-6]|hr|img|li|mark|ol|p|pre|s|span|strong"
    "|table|tbody|td|th|thead|tr|ul"
    "|m(ath|frac|i|n|o|over|padded|phantom|root|row|s|space|sqrt|style|sub|subsup|sup|table|td"
    "|text|tr|under|underover|multiscripts|prescripts)"
)
ADDRESSES = {
    ("a", "href"): re.compile(r"(https?://|mailto:)[^\s\"<>]*\Z"),
    ("img", "src"): re.compile(r"(/static/)?[\w.][\w.%/-]*\Z"),
}


class Inspector(HTMLParser):
    """Collects everything in a page that is not known to be harmless."""

    def __init__(self) -> None:
        super().__init__()
        self.harmful: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not TAGS.fullmatch(tag):
            self.harmful.append(f"<{tag}>")
        for name, value in attrs:
            pattern = ADDRESSES.get((tag, name))
            if pattern:
                safe = bool(pattern.match(value or ""))
            else:
                safe = not name.startswith("on") and name not in {"style", "href", "src", "srcset"}
            if not safe:
                self.harmful.append(f"<{tag} {name}={value!r}>")

    def handle_comment(self, data: str) -> None:
        self.harmful.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.harmful.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self.harmful.append(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self.harmful.append(f"<?{data}>")


def harmful_in(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.harmful


def sides(source: str) -> list[str]:
    rendered: list[str] = [render_markdown(source), render_inline(source)]
    for side in (hide, reveal):
        try:
            rendered.append(render_markdown(side(source, 1)))
        except ClozeError:
            continue
    return rendered


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_submitted_can_run(payload: str) -> None:
    for html in sides(payload):
        assert harmful_in(html) == []


@given(st.lists(st.sampled_from([*PAYLOADS, "\n\n", "`", "$", "- ", "> ", "|", "*"]), max_size=5))
def test_nothing_submitted_can_run_in_any_mixture(pieces: list[str]) -> None:
    for html in sides("".join(pieces)):
        assert harmful_in(html) == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>",
        "<p onclick=x>",
        "<p style=x>",
        '<a href="javascript:x">',
        '<a href="//evil.example">',
        '<img src="https://evil.example">',
        '<img src="/\\evil.example">',
        "<!-- x -->",
    ],
)
def test_the_inspector_of_these_tests_sees_harm(html: str) -> None:
    assert harmful_in(html)


def test_raw_html_is_shown_as_written() -> None:
    assert "&lt;b&gt;x&lt;/b&gt;" in render_markdown("<b>x</b>")
