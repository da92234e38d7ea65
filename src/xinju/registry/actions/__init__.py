"""Every write of the registry: keyword-only, who and when, one transaction, one event."""
