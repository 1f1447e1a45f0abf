"""From findings to one evidence tree per person, down to the log lines."""
