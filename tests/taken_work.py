"""Work in the hands of a worker that is no real process: taken from the library's queue as its worker takes it."""

from django_tasks_db.models import DBTaskResult

from xinju.messages.actions.progress import claim
from xinju.messages.models import Work, Worker


def taken_by(worker: Worker) -> Work | None:
    """The oldest waiting work, now in this worker's hands; None where nothing waits."""
    queued = DBTaskResult.objects.ready().first()
    if queued is None:
        return None
    queued.claim(worker.name)
    pk, attempt = queued.args_kwargs["args"]
    return claim(pk, attempt=attempt, worker=worker.name)
