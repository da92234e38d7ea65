"""Commands for the machine's operator."""
