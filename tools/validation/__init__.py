"""Judging the model: hindcasts, free runs, recovery and the pages in docs that tell of them.

Not part of what is installed: `python -m tools.validation` is run from the project's folder.
"""
