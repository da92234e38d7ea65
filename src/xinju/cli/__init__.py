"""The command `xinju`: one module for each subcommand, with NAME, HELP, add_arguments and run."""
