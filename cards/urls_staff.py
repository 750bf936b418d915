"""Addresses of the pages about writing and mending cards."""

from django.urls import path

from cards.views import draft_decisions, drafts, edit_card, figures, flags, imports, preview

urlpatterns = [
    path("cards/add/", edit_card.add_card, name="add_card"),
    path("cards/<int:card_id>/edit/", edit_card.edit_card, name="edit_card"),
    path("cards/preview/", preview.preview_card, name="preview_card"),
    path("cards/<int:card_id>/preview/", preview.preview_card, name="preview_card"),
    path("cards/preview/frame/", preview.preview_frame, name="preview_frame"),
    path("figures/", figures.figures, name="figures"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:import_id>/", imports.show_import, name="import"),
    path("imports/<int:import_id>/apply/", imports.apply_import, name="apply_import"),
    path("imports/<int:import_id>/drop/", imports.drop_import, name="drop_import"),
    path("imports/looked-at/<int:passage_id>/", imports.looked_at, name="looked_at"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/undo/", draft_decisions.undo_draft, name="undo_draft"),
    path("drafts/all/", draft_decisions.decide_rule, name="decide_rule"),
    path("drafts/<int:draft_id>/accept/", draft_decisions.accept_draft, name="accept_draft"),
    path("drafts/<int:draft_id>/discard/", draft_decisions.discard_draft, name="discard_draft"),
    path("drafts/<int:draft_id>/edit/", draft_decisions.edit_draft, name="edit_draft"),
    path("drafts/<int:draft_id>/merge/", draft_decisions.merge_draft, name="merge_draft"),
    path("flags/", flags.flags, name="flags"),
    path("flags/<int:flag_id>/resolve/", flags.resolve_flag, name="resolve_flag"),
    path("my-flags/", flags.my_flags, name="my_flags"),
]
