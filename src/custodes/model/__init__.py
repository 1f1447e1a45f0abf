"""The nouns. Everything here is frozen; nothing here knows storage, formats or output."""
