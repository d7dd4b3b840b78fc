from django.urls import path

from ziping_web.people import admin_views, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.password, name="password"),
    path("people/", admin_views.people, name="people"),
    path("people/import", admin_views.import_preview, name="people-import"),
    path("people/import/example", admin_views.import_example, name="people-example"),
    path("people/import/initial", admin_views.initial_file, name="people-initial"),
    path("people/import/<int:pk>", admin_views.import_apply, name="people-apply"),
    path("people/accounts/<int:pk>/", admin_views.account, name="account"),
    path("people/accounts/<int:pk>/act", admin_views.account_act, name="account-act"),
]
