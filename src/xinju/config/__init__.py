"""The top floor: settings, addresses and the web server's entry point."""
