"""Cases → scores. Asks through qa's front door only."""
