"""Taking the list of applicants: as it was sent, and what its good rows become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import UUID

from django.db import transaction

from xinju.accounts.access import Officer
from xinju.audit.actions import record
from xinju.benefits.actions.refusing import refuse_when_final
from xinju.benefits.folders import below_home, round_folder
from xinju.benefits.models import BATCH, Application, Round, State, Upload
from xinju.web import clock


def keep_incoming(round_: Round, client_id: UUID, chunks: Iterable[bytes]) -> str:
    """Put a file as it was sent where the worker finds it; answers with the path below XINJU_HOME.

    The same `client_id` writes the same place again: a file that was cut off is replaced by one that is whole.
    """
    path = _folder_of(round_, client_id) / "list"
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
    draft.replace(path)
    return below_home(path)


@transaction.atomic
def upload_applicants(
    *,
    round_: Round,
    client_id: UUID,
    file_name: str,
    content: bytes,
    applicants: Sequence[object],
    faults: Sequence[dict],
    bad_rows: int,
    ignored: Sequence[dict],
    marked: tuple[str, bytes] | None,
    by: Officer,
) -> Upload:
    """Take the good rows of a list; they supersede the earlier list. The same `client_id` twice changes nothing."""
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    held = round_.uploads.filter(client_id=client_id).first()
    if held is not None:
        return held
    refuse_when_final(round_)
    now = clock.now()
    folder = _folder_of(round_, client_id)
    kept = folder / "list"
    kept.write_bytes(content)
    upload = Upload.objects.create(
        round=round_,
        client_id=client_id,
        file_name=file_name,
        file=below_home(kept),
        marked_file=_keep_marked(folder, marked),
        good_rows=len(applicants),
        bad_rows=bad_rows,
        faults=list(faults),
        ignored=list(ignored),
        by=by,
        at=now,
    )
    if applicants:
        Application.objects.current().filter(round=round_).update(superseded_at=now)
        Application.objects.bulk_create((_application(round_, upload, one) for one in applicants), batch_size=BATCH)
        round_.state = State.UPLOADED
        round_.save(update_fields=["state"])
    record("benefits.list_uploaded", about=upload, by=by, purpose=round_)
    return upload


def _folder_of(round_: Round, client_id: UUID) -> Path:
    folder = round_folder(round_.key) / "uploads" / str(client_id)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep_marked(folder: Path, marked: tuple[str, bytes] | None) -> str:
    if marked is None:
        return ""
    ending, content = marked
    path = folder / f"marked.{ending}"
    path.write_bytes(content)
    return below_home(path)


def _application(round_: Round, upload: Upload, one) -> Application:
    return Application(
        round=round_,
        upload=upload,
        number=one.number,
        child_name=one.child_name,
        birth_date=one.birth_date,
        community=one.community,
        band=one.band,
        twins=one.twins,
        sibling_at=one.sibling_at,
        wishes=list(one.wishes),
        keys=list(one.keys),
    )
