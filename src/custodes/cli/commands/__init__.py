"""One command, one module: its options, its steps, what it prints."""
