"""The process for background jobs and daily reminders, started by `ziping serve` beside the web workers: ``python -m ziping_web.jobs``."""

import os
import threading

__all__ = ["main"]

_HOUR = 3600


def _resume() -> None:
    """Jobs that a power cut left half done go on where they stopped."""
    from django_tasks_db.models import DBTaskResult

    from ziping_web.intake.models import Job
    from ziping_web.intake.tasks import run_job

    DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).delete()
    for pk in Job.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True):
        run_job.enqueue(pk)


def _remind(stop: threading.Event) -> None:
    """Once an hour; each reminder is sent once."""
    from django.db import close_old_connections

    from ziping_web.review.reminders import send_due

    while not stop.is_set():
        try:
            send_due()
        except Exception as fault:  # a mail server that is down must not end the process; the next hour tries again
            print(f"ziping：提醒没有发出（{type(fault).__name__}：{fault}），一小时后再试", flush=True)
        close_old_connections()
        stop.wait(_HOUR)


def main() -> None:
    """Work until the parent ends us."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ziping_web.settings")
    import django

    django.setup()
    from django.core.management import call_command

    _resume()
    stop = threading.Event()
    threading.Thread(target=_remind, args=(stop,), daemon=True).start()
    try:
        call_command("db_worker", verbosity=0, interval=1)
    finally:
        stop.set()


if __name__ == "__main__":
    main()
