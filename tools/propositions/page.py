"""The section of the page: its text is in `section.md.j2`, its figures in the tables."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tools.propositions.ladder_tables import ELSEWHERE, EVERY
from tools.propositions.order import SHUFFLES
from tools.propositions.resampling import ROUNDS, Estimate
from tools.propositions.tables import Sides, Table, by_side, listed, percent
from tools.propositions.threat_tables import OVER_NOTHING

HALF: Final = 0.5


def section(tables: Mapping[str, Table]) -> str:
    """Write the section from its tables, by the names that its text has for them."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
    )
    helpers = (by_side, listed, earlier_first, steeper, mostly, seldom, in_percent, percent)
    return environment.get_template("section.md.j2").render(
        **tables,
        **{function.__name__: function for function in helpers},
        EVERY=EVERY,
        ELSEWHERE=ELSEWHERE,
        OVER_NOTHING=OVER_NOTHING,
        ROUNDS=ROUNDS,
        SHUFFLES=SHUFFLES,
    )


def earlier_first(order: Table) -> Sides:
    """Sort pairs of rungs by whether the earlier comes first more or less often than by chance."""
    rows = {name: (row["earlier rung first"], row["by chance"].value) for name, row in order.rows.items()}
    above = [name for name, (share, chance) in rows.items() if share.low > chance]
    below = [name for name, (share, chance) in rows.items() if share.high < chance]
    return Sides(above, below, [name for name in rows if name not in above + below], [])


def steeper(pulls: Table) -> list[str]:
    """Name the rungs of which the first pulls the second clearly more than the reverse."""
    both = {name: tuple(row.values()) for name, row in pulls.rows.items()}
    return [name for name, (up, down) in both.items() if up.told and down.told and up.low > down.high]


def mostly(shares: Mapping[str, Estimate]) -> list[str]:
    """Name what has a share of clearly more than half."""
    return in_percent({name: share for name, share in shares.items() if share.low > HALF})


def seldom(shares: Mapping[str, Estimate]) -> list[str]:
    """Name what has a share of clearly less than half."""
    return in_percent({name: share for name, share in shares.items() if share.high < HALF})


def in_percent(shares: Mapping[str, Estimate]) -> list[str]:
    """Name shares with what they are."""
    return [f"{name} {percent(share.value)}" for name, share in shares.items()]
