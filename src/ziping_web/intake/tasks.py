"""The background side: `ziping serve` runs one worker process that takes jobs from the database."""

from django_tasks import task

from ziping_web.intake.models import Job
from ziping_web.intake.services import work

__all__ = ["run_job"]


@task()
def run_job(pk: int) -> None:
    """Do what is left of a job."""
    job = Job.objects.select_related("round", "by").filter(pk=pk).first()
    if job is not None and job.finished_at is None:
        work(job)
