"""Small formatters of the review page, and how other pages keep to its section."""

from django import template
from django.template import Context
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cards.models import Review
from cards.views.sitting import section_query

register = template.Library()

_MONTH = 30.4
_YEAR = 365.25


@register.filter
def days(interval: int) -> str:
    """An interval as the grade buttons show it: days, then months and years with one decimal."""
    if interval < 31:
        return ngettext("%(n)d day", "%(n)d days", interval) % {"n": interval}
    if interval < _YEAR:
        return _("%(n).1f months") % {"n": interval / _MONTH}
    return _("%(n).1f years") % {"n": interval / _YEAR}


@register.filter
def phase_name(phase: str) -> str:
    return str(Review.Phase(phase).label)


@register.simple_tag(takes_context=True)
def kept_section(context: Context, joint: str = "?") -> str:
    """The end of an address by which a page on the way keeps to the section of the review."""
    return section_query(context["request"], joint)
