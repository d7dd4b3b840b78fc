from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "ziping_web.filings"
    label = "filings"
    verbose_name = "自评表"
