"""Who may do what with a round, and which rounds an officer's region lets him see."""

from django.db.models import Q

from xinju.accounts.access import Officer, Role, has_role, region_filter

WORKERS = (Role.EDUCATION_OFFICER,)
READERS = (Role.EDUCATION_OFFICER, Role.AUDITOR)
LEVELS = (2, 4, 6, 9, 12)  # digits of a division code: province, city, district, town, community


def may_work(officer: Officer) -> bool:
    """Upload, place, confirm and issue."""
    return has_role(officer, *WORKERS)


def may_confirm(officer: Officer, *, uploaded_by_id: int, is_demo: bool) -> bool:
    """Four eyes: who sent the list does not confirm its result; a demo has one officer for everything."""
    return may_work(officer) and (is_demo or officer.pk != uploaded_by_id)


def rounds_of(officer: Officer) -> Q:
    """Rounds of districts within the officer's region, and of the district that the region itself lies in."""
    if not officer.region:
        return region_filter(officer, "division")
    around = [officer.region[:digits] for digits in LEVELS if digits < len(officer.region)]
    return region_filter(officer, "division") | Q(division__in=around)


def may_open(officer: Officer, division: str) -> bool:
    """A round is opened for the officer's own district, or one within the region."""
    return may_work(officer) and division.startswith(officer.region)
