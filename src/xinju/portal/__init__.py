"""What anyone may open: can my child apply, how many points, the table. Nobody signs in and nothing is kept."""
