"""The parts of a page that show a card, from templates in Jinja.

They come with every answer. Jinja compiles a template to Python, which takes less than half of
the time that Django's templates took for the same parts; all other pages stay with Django's.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from django.http import HttpRequest
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.backends.utils import csrf_input
from django.template.defaultfilters import date
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext
from jinja2 import Environment, StrictUndefined

from cards.models import Review
from cards.views.intervals import days


def environment(**options: Any) -> Environment:  # noqa: ANN401 - as Django passes them on
    """Return the environment of the templates; a name that no view gives them is an error."""
    strict = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**{**options, **strict})  # noqa: S701 - Django's backend asks for escaping
    made.globals.update({"_": gettext, "url": _url})
    made.filters.update({"clock_time": _clock_time, "days": days, "phase_name": _phase_name})
    return made


def render_part(request: HttpRequest, part: str, context: Mapping[str, Any]) -> SafeString:
    """Return the part `review/PART.html` with what the page knows, for whoever sent `request`."""
    template = engines["jinja2"].get_template(f"review/{part}.html")
    # Django's own field would be made anew, with another secret to compute, at each form.
    known = {"user": request.user, "csrf_field": csrf_input(request), **context}
    return mark_safe(template.render(known))  # noqa: S308 - the templates escape


def load_parts() -> None:
    """Compile all parts, so that nobody who asks for one has to wait for that."""
    jinja = cast("Jinja2", engines["jinja2"])
    for name in jinja.env.list_templates():
        jinja.get_template(name)


def _url(name: str, *arguments: object) -> str:
    return _address(get_script_prefix(), name, arguments)


@lru_cache(maxsize=4096)
def _address(_prefix: str, name: str, arguments: tuple[object, ...]) -> str:
    return reverse(name, args=arguments)


def _clock_time(instant: datetime) -> str:
    return date(localtime(instant), "H:i")


def _phase_name(phase: str) -> str:
    return str(Review.Phase(phase).label)
