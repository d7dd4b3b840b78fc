from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "ziping_web.rounds"
    label = "rounds"
    verbose_name = "批次"
