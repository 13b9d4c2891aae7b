"""Result folders: where they stand, what they are of, which files are theirs, and the tables in them."""
