"""Staff hand in notes, look at what importing them would change, and import them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cards.content.imports.edits import edits_of
from cards.content.imports.plan import Change, Plan
from cards.content.imports.previews import throw_away
from cards.content.imports.service import Notes, notes_of, read_notes
from cards.content.imports.wording import counts, reading_warnings, refusal, warnings
from cards.content.markdown.reading import MAX_BYTES
from cards.content.markdown.refusals import Refused
from cards.content.turns import wait_for_turn
from cards.import_forms import NEW, ImportForm
from cards.models import Draft, Import, Passage, Section
from cards.views.access import LearnerRequest, staff_required

PER_PAGE = 25
_MOST_SHOWN = 100
# A difference takes long to find in text made for that.
_MOST_DIFFERENCES = 25


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required
def imports(request: LearnerRequest) -> HttpResponse:
    """Staff: hand in a file, and see what was imported before."""
    if request.method == "GET":
        return _upload_page(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    data = form.upload.read(MAX_BYTES + 1)
    name = form.upload.name or "notes.md"
    try:
        notes = read_notes(data, name, form.cleaned_data["encoding"])
    except Refused as error:
        offer = _offer(request, form, data, error)
        form.add_error("file", refusal(error))
        return _upload_page(request, form, status=422, offer=offer)
    for warning in reading_warnings(notes.source):
        messages.warning(request, warning)
    return redirect("import", _keep(request, form, notes).pk)


@never_cache
@require_GET
@staff_required
def show_import(request: LearnerRequest, import_id: int) -> HttpResponse:
    """Staff: what an import would change or, once it is done, what is to be looked at."""
    row = get_object_or_404(Import.objects.select_related("document"), pk=import_id)
    if row.applied_at is None:
        return _preview(request, row)
    edited = row.passages.filter(state=Passage.State.EDITED).select_related("section")
    pages = Paginator(edited, PER_PAGE).get_page(request.GET.get("p"))
    passages = {passage.section_id: passage for passage in pages}
    edits = edits_of([(one.section, one.previous_text, one.text) for one in pages])
    context = {
        "row": row,
        "rows": [(edit, passages[edit.section.pk]) for edit in edits],
        "pages": pages,
        "drafts": Draft.objects.filter(
            section__document=row.document, state=Draft.State.PENDING
        ).count(),
        "page": "imports",
    }
    return render(request, "cards/import.html", context)


@require_POST
@staff_required
def apply_import(request: LearnerRequest, import_id: int) -> HttpResponse:
    """Staff: import what was looked at; shows it again if it would do something else by now."""
    with transaction.atomic():
        # A second click waits here and finds it done, and so does whoever changes the document.
        wait_for_turn()
        rows = Import.objects.select_for_update(no_key=True, of=("self",))
        row = get_object_or_404(rows.select_related("document"), pk=import_id)
        if row.applied_at is not None:
            return redirect("import", row.pk)
        notes = notes_of(row)
        if notes.plan(row.document).digest != request.POST.get("plan"):
            return _preview(request, row, changed=True)
        plan = notes.apply(row.document, row=row)
    if plan.changes_nothing:
        messages.info(request, _("Nothing changed: these notes were imported already."))
        return redirect("imports")
    messages.success(request, _("Imported %(title)s.") % {"title": plan.title})
    return redirect("import", row.pk)


@require_POST
@staff_required
def drop_import(request: LearnerRequest, import_id: int) -> HttpResponse:
    """Staff: throw away what was handed in and not imported."""
    if not throw_away(Import.objects.filter(pk=import_id)):
        raise Http404
    messages.info(request, _("Nothing was imported."))
    return redirect("imports")


@require_POST
@staff_required
def looked_at(request: LearnerRequest, passage_id: int) -> HttpResponse:
    """Staff: the cards of a changed passage are right again."""
    passage = get_object_or_404(Passage, pk=passage_id, state=Passage.State.EDITED)
    # Only what was shown: another import may have changed it since.
    seen = Passage.objects.filter(
        pk=passage.pk, state=Passage.State.EDITED, digest=request.POST.get("digest", "")
    )
    if seen.update(state=Passage.State.PRESENT, previous_text=""):
        messages.success(request, _("Looked at."))
    else:
        messages.warning(request, _("This passage changed again. Look at it once more."))
    return redirect("import", passage.source_id)


def _upload_page(
    request: LearnerRequest, form: ImportForm, *, status: int = 200, offer: Import | None = None
) -> HttpResponse:
    done = Import.objects.filter(applied_at__isnull=False)
    rows = done.select_related("document", "imported_by").defer("text")
    pages = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {"form": form, "offer": offer, "rows": list(pages), "pages": pages, "page": "imports"}
    return render(request, "cards/imports.html", context, status=status)


def _offer(request: LearnerRequest, form: ImportForm, data: bytes, error: Refused) -> Import | None:
    """The file in the encoding in which it reads well, kept so that it need not be sent again."""
    if not error.offered:
        return None
    try:
        notes = read_notes(data, form.upload.name or "", error.offered)
    except Refused:
        return None
    return _keep(request, form, notes)


def _keep(request: LearnerRequest, form: ImportForm, notes: Notes) -> Import:
    """Keep the notes until staff have looked; what they handed in before and left gives way."""
    chosen = form.cleaned_data["document"]
    row = notes.new_import(request.user)
    row.document = form.documents.get(chosen) if chosen else notes.find_document()
    if chosen == NEW:
        row.document = None
    throw_away(Import.objects.filter(imported_by=request.user))
    row.save()
    return row


def _preview(request: LearnerRequest, row: Import, *, changed: bool = False) -> HttpResponse:
    notes = notes_of(row)
    plan = notes.plan(row.document)
    context: dict[str, Any] = {
        "row": row,
        "plan": plan,
        "counts": counts(plan),
        "warnings": list(warnings(plan, notes.source)),
        "edits": edits_of(_changed_texts(plan)),
        "more_edits": max(0, len(plan.having(Change.EDITED)) - _MOST_DIFFERENCES),
        "lists": [
            (label, steps[:_MOST_SHOWN], max(0, len(steps) - _MOST_SHOWN))
            for label, steps in _lists(plan)
            if steps
        ],
        "changed": changed,
        "page": "imports",
    }
    return render(request, "cards/import_preview.html", context, status=409 if changed else 200)


def _lists(plan: Plan) -> list[tuple[str, list[Any]]]:
    return [
        (_("Passage lost"), plan.having(Change.LOST)),
        (_("Moved"), plan.having(Change.MOVED)),
        (_("New sections"), plan.having(Change.NEW)),
        (_("Sections now with a passage"), plan.having(Change.ATTACHED)),
    ]


def _changed_texts(plan: Plan) -> list[tuple[Section, str, str]]:
    return [
        (step.section, step.section.passage.text, step.placed.text)
        for step in plan.having(Change.EDITED)[:_MOST_DIFFERENCES]
        if step.section and step.placed
    ]
