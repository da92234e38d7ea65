"""Page layouts for the typesetter; they read `values.json` and nothing else."""
