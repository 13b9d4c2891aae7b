"""The evidence behind the validation page: calibration, hindcasts, trials and free runs in one resumable go.

`python -m tools.validation --jobs 2` lives what is not done yet, writes compact tables to
`docs/validation/`, and the page from them; with `--page` it writes the page anew from the tables.
What stands in its folder is kept as long as it is of the same scenarios, records and parameter sets; after a
change of the rules themselves begin in another folder.
"""

import typer

# Processes import what they do by the name of its module, which a script has not.
from tools.validation.evidence import main

if __name__ == "__main__":
    typer.run(main)
