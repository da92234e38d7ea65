"""Pages of the grid worker, one module for each kind."""
