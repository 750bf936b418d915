"""The two languages of interface and content, and how Django's codes map to ours."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class ContentLanguage(models.TextChoices):
    """Language of a card's text; the value is the key used in fixtures/documents."""

    EN = "en", _("English")
    ZH = "zh", _("Chinese")

    @property
    def html_lang(self) -> str:
        """The BCP 47 tag for the HTML ``lang`` attribute."""
        return "zh-Hans" if self is ContentLanguage.ZH else "en"

    @property
    def other(self) -> "ContentLanguage":
        return ContentLanguage.EN if self is ContentLanguage.ZH else ContentLanguage.ZH


def current_content_language() -> ContentLanguage:
    """The content language that goes with the active interface language."""
    code = get_language() or "en"
    return ContentLanguage.ZH if code.startswith("zh") else ContentLanguage.EN
