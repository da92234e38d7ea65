"""Who takes applications for permits in, who decides on them, who reads."""

from xinju.accounts.access import Role

TAKES_IN = (Role.WINDOW_OFFICER,)
DECIDES = (Role.REGISTRAR,)
HANDS_OVER = (Role.WINDOW_OFFICER, Role.GRID_WORKER)
ACTS = (Role.WINDOW_OFFICER, Role.REGISTRAR)
READS = (*ACTS, Role.HEAD, Role.AUDITOR)
READS_CASES = (*READS, Role.GRID_WORKER)
