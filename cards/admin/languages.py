"""Find the cards that say nothing in one of the two languages, such as accepted drafts."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cards.languages import ContentLanguage
from cards.models import Card


class MissingLanguageFilter(admin.SimpleListFilter):
    title = gettext_lazy("missing language")
    parameter_name = "missing"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Card]"
    ) -> list[tuple[str, str]]:
        return [
            (language.value, _("not in %(language)s") % {"language": language.label})
            for language in ContentLanguage
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Card]) -> QuerySet[Card]:
        if self.value() not in ContentLanguage.values:
            return queryset
        # Of a cloze text, the lead has the texts of all.
        found = queryset.exclude(texts__language=self.value())
        return found.exclude(lead__texts__language=self.value())
