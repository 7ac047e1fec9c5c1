"""Documents become facts and passages. Knows nothing of questions."""
