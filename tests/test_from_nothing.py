"""From nothing to a report whose every figure has a source, as a new user comes to it by public data."""

import csv
import re
from html import unescape

import pandas as pd
import pytest

from sim.scenario.load import load


def judged(path, most):
    """Accept so many candidates that leave nothing to judge, as a reader of them would."""
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
    for row in [row for row in rows if not row["judge"]][:most]:
        row["accept"] = "yes"
    pd.DataFrame(rows).to_csv(path, index=False)


@pytest.mark.usefixtures("undrawn")
def test_from_nothing_to_a_report_whose_every_figure_has_a_source(sim, tmp_path):
    states = ("FRA,DEU,SUN", "--from", 1950, "--to", 1990)
    assert "sim candidates FRA,DEU,SUN --from 1950" in sim("new", "my", "--states", *states)[1]
    assert "sim check my/events.csv" in sim("candidates", *states, "--out", "my/events.csv")[1]
    judged(tmp_path / "my" / "events.csv", 10)
    status, said, notes = sim("check", "my")
    assert (status, "sim assess my, sim run my" in said) == (0, True)
    assert "20 candidates are left to judge" in notes
    assert sim("assess", "my")[0] == 0
    assert sim("run", "my", "--runs", 20)[0] == 0
    case = load(tmp_path / "my")
    assert len(case.observed) == 10
    assert all(re.search(r"record [\w.-]+$", event.source) for event in case.observed)
    tables = (case.scenario.states, case.scenario.pairs, case.scenario.threats)
    assert all(table.source for kind in tables for table in kind)
    page = unescape((tmp_path / "results" / "my" / "report.html").read_text(encoding="utf-8"))
    assert all(event.source in page for event in case.events_of("DEU-FRA"))
    sources = [table.source for kind in tables for table in kind]
    sources += pd.read_csv(tmp_path / "my" / "drivers.csv")["source"].unique().tolist()
    assert [source for source in sources if source not in page] == []
