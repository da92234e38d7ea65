"""The parts of a sheet's file, one module per idea: periods, numbers, conditions, entries, inclusion, and checks of the whole."""
