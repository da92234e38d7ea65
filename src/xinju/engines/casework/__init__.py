"""Casework: who must do what by which day, with what evidence. A case type is data; a case is what has happened so far."""
