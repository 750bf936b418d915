"""The form with which staff hand in notes."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cards.models import Document

NEW = "new"
_ENCODINGS = [
    ("", _("UTF-8, or UTF-16 with its mark")),
    ("gb18030", "GB18030 (GBK, GB2312)"),
    ("big5", "Big5"),
]


class ImportForm(forms.Form):
    """A file, its encoding, and the document that it belongs to."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # its refusal says more
        help_text=_("Markdown or plain text, at most 6 MB."),
        widget=forms.FileInput(attrs={"accept": ".md,.markdown,.txt,text/markdown,text/plain"}),
    )
    document = forms.ChoiceField(label=_("Document"), required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), choices=_ENCODINGS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django's own
        super().__init__(*args, **kwargs)
        self.documents = {
            document.stable_id: document for document in Document.objects.filter(retired=False)
        }
        self.fields["document"].choices = [  # type: ignore[attr-defined]
            ("", _("found by its sections")),
            (NEW, _("a new document")),
            *((name, document.title) for name, document in self.documents.items()),
        ]

    @property
    def upload(self) -> "UploadedFile[Any]":
        uploaded: UploadedFile[Any] = self.cleaned_data["file"]
        return uploaded
