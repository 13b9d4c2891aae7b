"""The command, as `sim` and as `python -m sim`: it listens before anything is imported."""

import os
import sys

from sim.stopping import STOPPED, end_at_once, listen


def main() -> None:
    """Run the command: status as `sim.cli.main` says, 130 where it is told to stop."""
    listen()
    try:
        from sim.cli import main as command

        command()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr, flush=True)
        os._exit(STOPPED)
    except SystemExit as ended:
        if ended.code == STOPPED:
            # What else Python would end with could take its time, or another status.
            os._exit(STOPPED)
        raise
    finally:
        end_at_once()


if __name__ == "__main__":
    main()
