from django.urls import path

from ziping_web.boards import views

urlpatterns = [
    path("overview/", views.overview, name="overview"),
    path("overview/export", views.export, name="overview-export"),
]
