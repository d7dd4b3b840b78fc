from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "ziping_web.api"
    label = "api"
    verbose_name = "接口"
