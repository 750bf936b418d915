"""Addresses of the pages about writing and mending cards."""

from django.urls import path

from cards.views import edit_card, figures, flags, preview

urlpatterns = [
    path("cards/add/", edit_card.add_card, name="add_card"),
    path("cards/<int:card_id>/edit/", edit_card.edit_card, name="edit_card"),
    path("cards/preview/", preview.preview_card, name="preview_card"),
    path("cards/<int:card_id>/preview/", preview.preview_card, name="preview_card"),
    path("cards/preview/frame/", preview.preview_frame, name="preview_frame"),
    path("figures/", figures.figures, name="figures"),
    path("flags/", flags.flags, name="flags"),
    path("flags/<int:flag_id>/resolve/", flags.resolve_flag, name="resolve_flag"),
    path("my-flags/", flags.my_flags, name="my_flags"),
]
