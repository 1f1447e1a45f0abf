"""Log formats: each is recognised by content and read into batches; folders and archives are walked."""
