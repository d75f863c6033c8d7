from __future__ import annotations

from django.urls import path

from . import calendar

app_name = "calendar"
urlpatterns = [
    path("", calendar.year, name="now"),
    path("<int:year>/", calendar.year, name="year"),
    path("days/", calendar.edit, name="edit"),
    path("notices/", calendar.notice, name="notice"),
]
