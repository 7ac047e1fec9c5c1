"""Question → answer. Never opens a document."""
