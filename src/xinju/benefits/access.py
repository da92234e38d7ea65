"""Who may do what with a round."""

from xinju.accounts.access import Officer, Role, has_role

WORKERS = (Role.EDUCATION_OFFICER,)
READERS = (Role.EDUCATION_OFFICER, Role.AUDITOR)


def may_work(officer: Officer) -> bool:
    """Upload, place, confirm and issue."""
    return has_role(officer, *WORKERS)


def may_confirm(officer: Officer, *, uploaded_by_id: int, is_demo: bool) -> bool:
    """Four eyes: who sent the list does not confirm its result; a demo has one officer for everything."""
    return may_work(officer) and (is_demo or officer.pk != uploaded_by_id)
