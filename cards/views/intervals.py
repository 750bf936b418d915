"""How long it is until a card comes back, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_MONTH = 30.4
_YEAR = 365.25


def days(interval: int) -> str:
    """An interval as the grade buttons show it: days, then months and years with one decimal."""
    if interval < 31:
        return ngettext("%(n)d day", "%(n)d days", interval) % {"n": interval}
    if interval < _YEAR:
        return _("%(n).1f months") % {"n": interval / _MONTH}
    return _("%(n).1f years") % {"n": interval / _YEAR}
