from django.urls import path

from ziping_web.intake import views

urlpatterns = [
    path("rounds/", views.round_list, name="rounds"),
    path("rounds/new", views.round_edit, name="round-new"),
    path("rounds/<int:pk>/", views.round_page, name="round"),
    path("rounds/<int:pk>/edit", views.round_edit, name="round-edit"),
    path("rounds/<int:pk>/act", views.round_act, name="round-act"),
    path("rounds/<int:pk>/prefill", views.prefill, name="round-prefill"),
    path("rounds/<int:pk>/files", views.files, name="round-files"),
    path("rounds/<int:pk>/budget", views.budget_preview, name="round-budget"),
    path("rounds/<int:pk>/budget/apply", views.budget_apply, name="round-budget-apply"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/export", views.job_export, name="job-export"),
]
