"""Run the command as `python -m sim`."""

from sim.cli import main

main()
