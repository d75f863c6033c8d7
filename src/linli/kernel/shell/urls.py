from __future__ import annotations

from django.urls import path

from . import views

app_name = "shell"
urlpatterns = [
    path("", views.home, name="home"),
    path("preferences/", views.preferences, name="preferences"),
    path("help/", views.help_list, name="help_list"),
    path("help/<slug:module>/<slug:page>/", views.help_detail, name="help"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
