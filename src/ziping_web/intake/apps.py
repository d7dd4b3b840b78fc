from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "ziping_web.intake"
    label = "intake"
    verbose_name = "开批与预填"
