"""A fictitious district: what its departments planned and spent, and the documents in which they say so."""
