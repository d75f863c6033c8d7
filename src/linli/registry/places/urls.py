from __future__ import annotations

from django.urls import path

from . import views

app_name = "places"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.add, name="add"),
    path("import/", views.import_list, name="import"),
    path("import/rejected.csv", views.rejected, name="rejected"),
    path("export.csv", views.export, name="export"),
    path("<int:pk>/", views.place, name="place"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/<slug:act>/", views.change, name="change"),
]
