"""From a review to what people read: terminal, JSON, CSV, HTML. Nothing leaves here but through the veil."""
