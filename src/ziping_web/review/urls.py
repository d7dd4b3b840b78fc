from django.urls import path

from ziping_web.review import bulk, papers, reminder_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("filings/", views.filing_list, name="filings"),
    path("filings/<int:pk>/", views.filing_page, name="filing"),
    path("filings/<int:pk>/act", views.act, name="filing-act"),
    path("filings/<int:pk>/due", views.due, name="filing-due"),
    path("filings/<int:pk>/comment", views.comment, name="filing-comment"),
    path("filings/<int:pk>/comments/<int:comment>/settle", views.settle, name="comment-settle"),
    path("filings/<int:pk>/mark", views.mark, name="filing-mark"),
    path("filings/<int:pk>/opinion/<str:carrier>", papers.opinion_file, name="filing-opinion"),
    path("filings/<int:pk>/noted/<str:carrier>", papers.noted_file, name="filing-noted"),
    path("filings/<int:pk>/dossier", papers.dossier, name="filing-dossier"),
    path("rounds/<int:pk>/reminders", reminder_views.reminders, name="round-reminders"),
    path("many", bulk.many, name="many"),
    path("many/undo", bulk.undo, name="many-undo"),
]
