"""Refusals and findings of an import in words: what is wrong, and what to do."""

from collections.abc import Iterator

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cards.content.imports.plan import Change, Plan
from cards.content.markdown.reading import Source
from cards.content.markdown.refusals import Reason, Refused

_MEGABYTE = 1_000_000
_TEMPLATES = {
    Reason.EMPTY: gettext_lazy("The file is empty. Choose a file with text."),
    Reason.TOO_LARGE: gettext_lazy(
        "The file has more than %(megabytes)s MB. Split it into several."
    ),
    Reason.ARCHIVE: gettext_lazy(
        "This is an archive (%(detail)s). Unpack it and import the Markdown file in it."
    ),
    Reason.OTHER_FORMAT: gettext_lazy(
        "This is a %(detail)s file. Export the notes as Markdown or text first."
    ),
    Reason.WEB_PAGE: gettext_lazy("This is a web page. Save the notes as Markdown first."),
    Reason.BINARY: gettext_lazy(
        "Line %(line)s has bytes that no text has. Is this the right file? "
        "Export the notes as Markdown or text."
    ),
    Reason.ENCODING: gettext_lazy(
        "Line %(line)s is not %(detail)s. Save the file as UTF-8, or name its encoding."
    ),
    Reason.UNKNOWN_ENCODING: gettext_lazy(
        "There is no encoding %(detail)s. Try utf-8, gb18030, big5 or utf-16."
    ),
    Reason.TOO_MANY_LINES: gettext_lazy(
        "The file has more than %(limit)s lines. Split it into several."
    ),
    Reason.TOO_MANY_HEADINGS: gettext_lazy(
        "From line %(line)s on there are more than %(limit)s headings. Split the file into several."
    ),
    Reason.TOO_MANY_BLOCKS: gettext_lazy(
        "From line %(line)s on there are more than %(limit)s paragraphs and list items. "
        "Split the file into several."
    ),
    Reason.TOO_DEEP: gettext_lazy(
        "At line %(line)s lists and quotations stand more than %(limit)s deep in each other. "
        "Make them flatter."
    ),
    Reason.TOO_TANGLED: gettext_lazy(
        "Reading on from line %(line)s would take too long: lines run on through lists and "
        "quotations without end. Put blank lines between them, or split the file into several."
    ),
    Reason.ACTIVE_HTML: gettext_lazy(
        "Line %(line)s has the HTML element <%(detail)s>, which notes cannot use here. "
        "Take it out, or put it into a code block."
    ),
}


def refusal(error: Refused) -> str:
    """Why the file is refused, where, and how to mend it."""
    values = {
        "line": number_format(error.line, force_grouping=True),
        "limit": number_format(error.limit, force_grouping=True),
        "megabytes": error.limit // _MEGABYTE,
        "detail": error.detail,
        "offered": error.offered,
    }
    return _template(error) % values + " " + _("Nothing was imported.")


def _template(error: Refused) -> str:
    if error.reason == Reason.ENCODING and error.offered and not error.line:
        return _("The file is %(offered)s, not %(detail)s: import it in that encoding.")
    if error.reason == Reason.ENCODING and error.offered:
        return _(
            "Line %(line)s is not %(detail)s. The file reads well as %(offered)s: "
            "import it in that encoding."
        )
    return str(_TEMPLATES[error.reason])


def counts(plan: Plan) -> list[tuple[int, str]]:
    """How many sections of each sort there are, with a name for the sort; none is left out."""
    names = {
        Change.NEW: _("new sections"),
        Change.ATTACHED: _("sections now with a passage"),
        Change.EDITED: _("changed"),
        Change.MOVED: _("moved"),
        Change.LOST: _("passage lost"),
        Change.UNCHANGED: _("unchanged"),
        Change.NOT_FOUND: _("not in this file"),
    }
    return [(plan.counts[change], name) for change, name in names.items() if plan.counts[change]]


def warnings(plan: Plan, source: Source) -> Iterator[str]:
    """What staff should know before they import; each is true, and most files have none."""
    yield from reading_warnings(source)
    missing = plan.counts[Change.NOT_FOUND]
    if missing:
        yield ngettext(
            "%(count)s section of this document is not in the file.",
            "%(count)s sections of this document are not in the file.",
            missing,
        ) % {"count": missing}


def reading_warnings(source: Source) -> Iterator[str]:
    """What was changed while the file was read."""
    if source.direction_lines:
        yield ngettext(
            "Line %(lines)s had marks that turn the reading direction. They were taken out.",
            "Lines %(lines)s had marks that turn the reading direction. They were taken out.",
            len(source.direction_lines),
        ) % {"lines": ", ".join(map(str, source.direction_lines[:10]))}
