from __future__ import annotations

from django.urls import path

from .views import case, moves, opening, procedures, routing, worklists

app_name = "cases"
urlpatterns = [
    path("", worklists.worklist, name="worklist"),
    path("export.xlsx", worklists.export, name="export"),
    path("new/", opening.choose, name="new"),
    path("new/<str:name>/", opening.new, name="new_of"),
    path("drafts/<int:pk>/discard/", opening.discard, name="discard"),
    path("routes/", routing.table, name="routes"),
    path("routes/faults/", routing.faults, name="route_faults"),
    path("routes/try/", routing.trial, name="route_trial"),
    path("procedures/", procedures.listing, name="procedures"),
    path("procedures/<str:name>/", procedures.procedure, name="procedure"),
    path("procedures/<str:name>/drawing.svg", procedures.drawing, name="drawing"),
    path("<slug:number>/", case.show, name="case"),
    path("<slug:number>/moves/<slug:name>/", moves.move, name="move"),
    path("<slug:number>/notes/", case.note, name="note"),
    path("<slug:number>/files/", case.attach, name="attach"),
    path("<slug:number>/files/<int:pk>/", case.download, name="download"),
    path("<slug:number>/relations/", case.relate, name="relate"),
    path("<slug:number>/parts/<int:part>/assign/", case.assign, name="assign"),
    path("<slug:number>/route/", routing.give, name="route"),
]
