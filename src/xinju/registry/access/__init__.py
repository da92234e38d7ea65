"""Who may do what with the registry's rows."""
