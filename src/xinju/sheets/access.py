"""Who may read score sheets with their findings: the offices that answer for them, and those who audit."""

from xinju.accounts.access import Role

READERS = (Role.POLICY_OFFICE, Role.EDUCATION_OFFICER, Role.AUDITOR)
