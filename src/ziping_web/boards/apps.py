from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "ziping_web.boards"
    label = "boards"
    verbose_name = "总览"
