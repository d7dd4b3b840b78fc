from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "ziping_web.review"
    label = "review"
    verbose_name = "审核"
