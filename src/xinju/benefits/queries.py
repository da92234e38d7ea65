"""What pages and other apps may read of rounds; each names who asks."""

from __future__ import annotations

from fractions import Fraction

from xinju.accounts.access import Officer
from xinju.benefits import access
from xinju.benefits.bridge import placing, rows
from xinju.benefits.folders import home_path
from xinju.benefits.models import Application, Letter, Result, Round, Run, Upload

Asker = Officer | str

SORTS = {
    "number": ("number",),
    "-total": ("-total", "number"),
    "total": ("total", "number"),
    "rank": ("rank", "number"),
    "school": ("school", "-total", "number"),
}


def rounds(*, asker: Asker):
    """The rounds of the asker's region, newest first; a job sees all."""
    found = Round.objects.select_related("confirmed_by")
    return found if isinstance(asker, str) else found.filter(access.rounds_of(asker))


def published_rounds(*, asker: Asker):
    """Rounds whose result anyone may see."""
    return Round.objects.published()


def latest_upload(round_: Round, *, asker: Asker) -> Upload | None:
    return round_.uploads.select_related("by").first()


def uploads(round_: Round, *, asker: Asker):
    return round_.uploads.select_related("by")


def applications(round_: Round, *, asker: Asker):
    """The applications that count: those of the latest upload."""
    return Application.objects.current().filter(round=round_)


def latest_run(round_: Round, *, asker: Asker) -> Run | None:
    """The placement that counts, None where none was made since the latest upload."""
    run = round_.runs.select_related("by", "upload").first()
    newest = round_.uploads.first()
    return run if run is not None and newest is not None and run.upload_id == newest.pk else None


def results(run: Run, *, asker: Asker, number: str = "", school: str = "", outcome: str = "", sort: str = "number"):
    """The results of a run, filtered and sorted; `outcome` is ranked, placed, unplaced or refused."""
    found = Result.objects.filter(run=run).order_by(*SORTS.get(sort, SORTS["number"]))
    if number:
        found = found.filter(number__icontains=number)
    if school:
        found = found.filter(school=school)
    if outcome == "ranked":
        found = found.filter(refused="")
    elif outcome == "placed":
        found = found.exclude(school="")
    elif outcome == "unplaced":
        found = found.filter(school="", refused="")
    elif outcome == "refused":
        found = found.exclude(refused="")
    return found


def letters(run: Run, *, asker: Asker):
    return Letter.objects.filter(run=run).select_related("application", "run")


def letter_by_digest(digest: str, *, asker: Asker) -> Letter | None:
    """The letter of a code's digest; revoked ones too: the page says that they are."""
    return Letter.objects.select_related("run__round", "application").filter(code_digest=digest).first()


def edition_files(run: Run, edition: str, *, asker: Asker) -> dict[str, bytes]:
    """The files of one edition by name."""
    folder = home_path(run.folder) / edition
    if edition not in (placing.FULL, placing.PUBLIC) or not folder.is_dir():
        return {}
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def cutoffs(run: Run, *, asker: Asker) -> list[tuple[str, Fraction | None]]:
    """Each school's name with the total of the last child admitted in the last stage that ranks; None where it was not full."""
    found = rows.results_of(run)
    ranking = [stage["code"] for stage in found.rules["stages"] if stage["mechanism"] != "nearest"]
    lines = []
    for school in found.schools.values():
        totals = [cut.keys[0] for cut in school.cutoffs if cut.stage == ranking[-1] and cut.keys]
        known = [total for total in totals if total is not None]
        lines.append((school.name, min(known, default=None)))
    return lines
