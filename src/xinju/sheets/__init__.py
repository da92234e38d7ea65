"""Score sheets as the district's files hold them: their versions, tables, worked cases and findings."""
