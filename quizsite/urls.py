"""Addresses of the site."""

from django.contrib import admin
from django.urls import include, path

from cards.views.sign_in import admin_sign_in
from quizsite.health import health

urlpatterns = [
    path("admin/login/", admin_sign_in),
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("", include("sandbox.urls")),
    path("", include("cards.urls")),
]
