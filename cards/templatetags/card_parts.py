"""The parts of a card on a page of Django's templates."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from cards.views.card_parts import render_part

register = template.Library()


@register.simple_tag(takes_context=True)
def card_part(context: Context, part: str, **more: Any) -> SafeString:  # noqa: ANN401
    """Show `review/PART.html`; it knows what the page knows, and `more`."""
    known: dict[str, Any] = context.flatten()  # type: ignore[assignment]  # names are words
    return render_part(context["request"], part, {**known, **more})
