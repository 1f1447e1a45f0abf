"""The unified audit log of Microsoft 365."""
