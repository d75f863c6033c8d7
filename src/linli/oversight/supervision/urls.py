from __future__ import annotations

from django.urls import path

from .views import board, bulletins, documents, orders, tasks

app_name = "supervision"
urlpatterns = [
    path("documents/", documents.documents, name="documents"),
    path("documents/new/", documents.new_document, name="new_document"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/file/", documents.original, name="original"),
    path("documents/<int:pk>/front/", documents.front, name="front"),
    path("documents/<int:pk>/tasks/", tasks.tasks, name="tasks"),
    path("documents/<int:pk>/units/", tasks.units, name="units"),
    path("documents/<int:pk>/confirm/", documents.confirm, name="confirm"),
    path("documents/<int:pk>/progress/", documents.progress, name="progress"),
    path("documents/<int:pk>/withdraw/", documents.withdraw, name="withdraw"),
    path("articles/<int:pk>/", documents.article, name="article"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/split/", tasks.split, name="split"),
    path("tasks/<int:pk>/merge/", tasks.merge, name="merge"),
    path("units/<int:pk>/", tasks.unit, name="unit"),
    path("orders/", orders.orders, name="orders"),
    path("orders/for/<str:number>/", orders.new_order, name="new_order"),
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/pdf/", orders.order_pdf, name="order_pdf"),
    path("bulletins/", bulletins.bulletins, name="bulletins"),
    path("bulletins/new/", bulletins.new_bulletin, name="new_bulletin"),
    path("bulletins/<int:pk>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/publish/", bulletins.publish, name="publish"),
    path("bulletins/<int:pk>/pdf/", bulletins.bulletin_pdf, name="bulletin_pdf"),
    path("bulletins/<int:pk>/xlsx/", bulletins.bulletin_xlsx, name="bulletin_xlsx"),
    path("board/", board.board, name="board"),
    path("board/<str:figure>/", board.behind, name="behind_all"),
    path("board/<str:figure>/<int:unit_id>/", board.behind, name="behind"),
]
