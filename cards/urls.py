"""Addresses of the learner's pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from cards.urls_staff import urlpatterns as staff_urlpatterns
from cards.views import (
    account,
    documents,
    export,
    passages,
    review,
    review_actions,
    sections,
    settings,
    setup,
    sign_in,
    sign_up,
    study,
    suspended,
    today,
)

urlpatterns = [
    path("", today.today, name="today"),
    path("review/", review.review, name="review"),
    path("review/reveal/", review.reveal, name="reveal"),
    path("review/answer/", review.answer, name="answer"),
    path("review/undo/", review.undo, name="undo"),
    path("review/language/", review.switch_language, name="switch_language"),
    path("review/cards/<int:card_id>/bury/", review_actions.bury, name="bury_card"),
    path("review/cards/<int:card_id>/suspend/", review_actions.suspend, name="suspend_card"),
    path("review/cards/<int:card_id>/flag/", review_actions.flag, name="flag_card"),
    path("review/cards/<int:card_id>/section/", review_actions.go_to_section, name="go_to_section"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<path:stable_id>/", documents.document, name="document"),
    path("passages/<path:stable_id>/", passages.passage, name="passage"),
    path("sections/<path:stable_id>/", sections.section, name="section"),
    path("cards/<int:card_id>/sides/", sections.card_sides, name="card_sides"),
    path("study/", study.study, name="study"),
    path("settings/", settings.settings, name="settings"),
    path("settings/time-zone/", settings.confirm_time_zone, name="confirm_time_zone"),
    path("settings/suspended/", suspended.suspended, name="suspended"),
    path("settings/suspended/<int:card_id>/", suspended.bring_back, name="bring_back"),
    path("settings/password/", account.change_password, name="password_change"),
    path("settings/my-data/", export.export_my_data, name="export_my_data"),
    path("settings/delete-account/", account.delete_account, name="delete_account"),
    path("setup/", setup.setup, name="setup"),
    path("sign-up/", sign_up.sign_up, name="sign_up"),
    path("sign-in/", sign_in.sign_in, name="login"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("language/", set_language, name="set_language"),
    *staff_urlpatterns,
]
