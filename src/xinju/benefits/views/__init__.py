"""Pages of rounds: the officer's, and what anyone may see."""
