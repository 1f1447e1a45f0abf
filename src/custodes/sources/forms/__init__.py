"""The forms in which records stand in a file: CSV, JSON, lines of text; whatever product wrote them."""
