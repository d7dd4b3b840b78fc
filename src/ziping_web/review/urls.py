from django.urls import path

from ziping_web.review import bulk, views

urlpatterns = [
    path("", views.home, name="home"),
    path("filings/", views.filing_list, name="filings"),
    path("filings/<int:pk>/", views.filing_page, name="filing"),
    path("filings/<int:pk>/act", views.act, name="filing-act"),
    path("filings/<int:pk>/due", views.due, name="filing-due"),
    path("filings/<int:pk>/comment", views.comment, name="filing-comment"),
    path("filings/<int:pk>/comments/<int:comment>/settle", views.settle, name="comment-settle"),
    path("filings/<int:pk>/mark", views.mark, name="filing-mark"),
    path("filings/<int:pk>/opinion/<str:carrier>", bulk.opinion_file, name="filing-opinion"),
    path("many", bulk.many, name="many"),
    path("many/undo", bulk.undo, name="many-undo"),
]
