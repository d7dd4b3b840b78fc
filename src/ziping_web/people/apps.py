from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ziping_web.people"
    label = "people"
    verbose_name = "单位与账号"
