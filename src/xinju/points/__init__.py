"""Points: facts become scores and statements. Scores are read again and again, never spent."""
