"""How often: ensembles of lives and comparisons between them."""
