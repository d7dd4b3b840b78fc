from django.urls import path

from ziping_web.filings import carried, history, presence, uploads, views

urlpatterns = [
    path("filings/<int:pk>/save", views.save, name="filing-save"),
    path("filings/<int:pk>/cells", views.save_cells, name="filing-cells"),
    path("filings/<int:pk>/rows", views.rows, name="filing-rows"),
    path("filings/<int:pk>/answers", views.answers, name="filing-answers"),
    path("filings/<int:pk>/upload", uploads.upload, name="filing-upload"),
    path("filings/<int:pk>/upload/apply", uploads.apply, name="filing-apply"),
    path("filings/<int:pk>/proofs", uploads.proof_add, name="filing-proofs"),
    path("filings/<int:pk>/proofs/<int:number>", uploads.proof, name="filing-proof"),
    path("filings/<int:pk>/proofs/<int:number>/remove", uploads.proof_remove, name="filing-proof-remove"),
    path("filings/<int:pk>/confirm", carried.confirm, name="filing-confirm"),
    path("filings/<int:pk>/here", presence.here, name="filing-here"),
    path("filings/<int:pk>/edits", history.edits, name="filing-edits"),
    path("filings/<int:pk>/kept/<int:number>/<str:carrier>", history.kept_file, name="filing-kept"),
    path("filings/<int:pk>/as/<str:carrier>", views.download, name="filing-download"),
]
