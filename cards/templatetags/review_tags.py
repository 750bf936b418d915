"""How pages on the way keep to the section of the review."""

from django import template
from django.template import Context

from cards.views.sitting import section_query

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_section(context: Context, joint: str = "?") -> str:
    """The end of an address by which a page on the way keeps to the section of the review."""
    return section_query(context["request"], joint)
