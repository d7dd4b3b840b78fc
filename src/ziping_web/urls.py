"""Every address of the site; ``tests/web`` holds each of them to the table of permissions."""

from django.urls import include, path

from ziping_web import health, setup

urlpatterns = [
    path("health", health.health, name="health"),
    path("set-up", setup.set_up, name="set-up"),
    path("", include("ziping_web.people.urls")),
    path("", include("ziping_web.filings.urls")),
    path("", include("ziping_web.intake.urls")),
    path("", include("ziping_web.review.urls")),
    path("", include("ziping_web.boards.urls")),
    path("", include("ziping_web.api.urls")),
]
