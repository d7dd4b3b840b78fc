from django.urls import path

from ziping_web.filings import views

urlpatterns = [
    path("filings/<int:pk>/save", views.save, name="filing-save"),
    path("filings/<int:pk>/cells", views.save_cells, name="filing-cells"),
    path("filings/<int:pk>/rows", views.rows, name="filing-rows"),
    path("filings/<int:pk>/answers", views.answers, name="filing-answers"),
    path("filings/<int:pk>/as/<str:carrier>", views.download, name="filing-download"),
]
