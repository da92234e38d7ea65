"""Papers: frozen values in, bytes out. No clock, no database, no engine; the caller brings the words and the day."""
