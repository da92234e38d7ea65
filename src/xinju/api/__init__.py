"""OpenAPI for departments: their systems hand in data as programs, through the same landing as a file."""
