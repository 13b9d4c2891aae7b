"""The atlas as it is shown: an order in which groups show, cells by what is known, reasons in words."""

import numpy as np
import pandas as pd
import pytest

from sim.ladder.ladder import MILITARY
from sim.show import atlas, atlas_figures, atlas_words
from sim.show.arranging import LEAST_TIED, arrange
from sim.show.naming import Naming, naming_in
from sim.show.style import Look, looking

NAMING = naming_in(2010)


def of_blocks(*sizes, tie=1.0):
    """Ties of states that form blocks, in an order that hides them."""
    ties = np.zeros((sum(sizes), sum(sizes)))
    first = 0
    for size in sizes:
        ties[first : first + size, first : first + size] = tie
        first += size
    np.fill_diagonal(ties, 0)
    hidden = np.random.default_rng(1).permutation(len(ties))
    return ties[np.ix_(hidden, hidden)], hidden


def test_groups_are_found_whatever_the_order():
    ties, hidden = of_blocks(4, 3, 2)
    arranged = arrange(ties)
    assert sorted(arranged.order) == list(range(9))
    groups = [{int(hidden[n]) for n in arranged.order[span]} for span in arranged.groups]
    assert sorted(map(sorted, groups)) == [[0, 1, 2, 3], [4, 5, 6]], "two are no group"


def test_every_member_of_a_group_is_tied_to_the_others():
    ties = np.triu(np.random.default_rng(3).choice([0, 1 / 3, 2 / 3, 1], (40, 40)), 1)
    ties += ties.T
    arranged = arrange(ties)
    for span in arranged.groups:
        among = ties[np.ix_(arranged.order[span], arranged.order[span])]
        assert among.sum(axis=1).min() >= LEAST_TIED * (len(among) - 1) - 1e-6


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_states_have_an_order_too(count):
    assert sorted(arrange(np.zeros((count, count))).order) == list(range(count))


def rows(**cells):
    """A table as `atlas.csv` of three states, the cells by pair."""
    usual = {"year": 2010, "reach": "none", "reach_still": "none", "unknown": 0}
    return pd.DataFrame(
        {**usual, "pair": pair, **cells.get(pair.replace("-", "_"), {})}
        for pair in ("DEU-FRA", "DEU-POL", "FRA-POL")
    )


def read(tmp_path, table):
    table.to_csv(tmp_path / "atlas.csv", index=False)
    atlas.arranged(table).to_csv(tmp_path / "states.csv", index=False)
    return atlas.read(tmp_path, NAMING)


def test_the_unknown_is_told_apart_from_none(tmp_path):
    seen = read(
        tmp_path,
        rows(
            DEU_FRA={"reach": "moderate", "reach_still": "advanced", "unknown": 2},
            FRA_POL={"unknown": 1},
        ),
    )
    said = atlas.sentences(seen, 194)
    assert said[0].endswith("by the stage that they are known to reach: moderate 1.")
    assert said[1] == "Of 1 more no tie is seen, but not all is known; 1 are known to have none."
    assert said[2] == "1 would reach further by what was last known of them and may still stand."
    labels = [text.get_text() for text in atlas_figures.matrix(seen, 194).legends[-1].get_texts()]
    assert labels == [
        "advanced",
        "moderate",
        "as last known, unless it ended since",
        "known to have none",
        "none seen, not all is known",
    ]


def test_a_narrow_figure_shows_the_best_tied(tmp_path):
    codes = sorted(code for code in NAMING.states if len(code) == 3)[:60]
    pairs = [f"{one}-{other}" for n, one in enumerate(codes) for other in codes[n + 1 :]]
    near = {code: n for n, code in enumerate(codes)}
    table = pd.DataFrame(
        {
            "year": 2010,
            "pair": pair,
            "reach": "advanced" if sum(near[code] for code in pair.split("-")) < 40 else "none",
            "unknown": 0,
        }
        for pair in pairs
    )
    seen = read(tmp_path, table.assign(reach_still=table["reach"]))
    for width, most in ((88, 25), (180, 55)):
        with looking(Look(width)):
            ax = atlas_figures.matrix(seen, 194).axes[0]
        shown = {text.get_text() for text in ax.get_yticklabels()}
        assert 10 < len(shown) <= most
        assert NAMING.state(codes[0]) in shown


GROUND = {
    "indicator": 3,
    "indicator_chance": 0.6,
    "purpose": 0.4,
    "shared": 0.9,
    "enemy": "RUS",
    "outweighed": "POL",
    "by": "RUS",
    "danger": 0.05,
    "fear": 0.0,
    "partners": 30,
    **{f"i{k}": "none" for k in range(1, 8)},
    "i7": "high",
    "lapsed": "",
    "until": "",
}


def test_reasons_are_a_sentence():
    assert atlas_words.reason("climbers", GROUND, NAMING, MILITARY) == (
        "Most likely by arms (60%); both fear Russia; Russia outweighs Poland, which fears it; their "
        "interests are near (0.90); so far common defence high; one of them has ties with 30 other "
        "states, which brings occasions."
    )
    again = atlas_words.reason("climbers", {**GROUND, "lapsed": "i3;i4"}, NAMING, MILITARY)
    assert again.startswith(
        "Most likely by arms (60%); practised before, it is taken up again more easily; both"
    )
    other = atlas_words.reason("climbers", {**GROUND, "lapsed": "i4"}, NAMING, MILITARY)
    assert "practised before" not in other
    falling = {**GROUND, "i3": "low", "until": "3 2012", "shared": 0.3, "fear": 0.5, "enemy": ""}
    assert atlas_words.reason("fallers", falling, NAMING, MILITARY) == (
        "Most likely by arms (60%), good to 2012 unless renewed; they fear each other (0.50); their "
        "interests are far apart (0.30); so far arms low and common defence high; their purpose is 0.40."
    )
    alone = {**GROUND, "enemy": "", "by": "", "shared": 0.5, "partners": 2, "i7": "none"}
    assert atlas_words.reason("climbers", alone, Naming({}), MILITARY) == (
        "Most likely by arms (60%); nothing stands so far."
    )
