"""Officers: who they are, their role, office and region, and how they come in."""
