from django.urls import path

from ziping_web.api import views

urlpatterns = [
    path("api/v1/", views.api.urls),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/act", views.token_act, name="token-act"),
]
