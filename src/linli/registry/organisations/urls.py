from __future__ import annotations

from django.urls import path

from . import views

app_name = "organisations"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.add, name="add"),
    path("names/", views.aliases, name="aliases"),
    path("import/", views.import_list, name="import"),
    path("import/rejected.csv", views.rejected, name="rejected"),
    path("<int:pk>/", views.organisation, name="organisation"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/relate/", views.relate, name="relate"),
    path("<int:pk>/appoint/", views.appoint, name="appoint"),
    path("<int:pk>/end/<slug:what>/<int:row>/", views.end, name="end"),
]
