"""Everything that verbs say comes from the catalogue: run in a language that marks all it says."""

import re

import pandas as pd
import pytest

import sim
from sim.scenario.parameters import PARAMETERS
from sim.show import calibrating
from sim.verbs.replay import Replayed
from sim.words import speaking
from tests.conftest import CASE, unsaid

SYMBOLS = {part for each in PARAMETERS.values() for part in re.findall(r"[^\W\d_]+", each.symbol)}
NOT_WORDS = {"crisis", "Crisis", "calm", *SYMBOLS}
"""What scenarios of these tests name without a language, and the symbols of parameters."""


def discovered(small):
    """Find where the index is above its median over the points of the sweep."""
    sweep = sim.sweep(small / "sweep.toml")
    return sim.discover(sweep.folder, "index", above=sweep.tables["table"]["index"].median(), lang="xx")


CALLS = {
    "discover": discovered,
    "assess": lambda small: sim.assess(small, lang="xx", every=True),
    "run": lambda small: sim.run(small, runs=40, lang="xx", every=True, report=False),
    "shocks": lambda small: sim.shocks(small, runs=40, lang="xx"),
    "mechanisms": lambda small: sim.shocks(small, mechanisms=True, runs=20, lang="xx"),
    "contrast": lambda small: sim.contrast(small, small / "calm.toml", runs=40, lang="xx", every=True),
    "held": lambda small: sim.contrast(small, small / "calm.toml", runs=40, lang="xx", since=2004),
    "agree": lambda small: sim.agree(small / "events.csv", small / "events.csv", lang="xx"),
    "sweep": lambda small: sim.sweep(small / "sweep.toml", lang="xx"),
    "sensitivity": lambda small: sim.sensitivity(
        small / "sweep.toml", points=12, outcomes=["index"], lang="xx"
    ),
    "sobol": lambda small: sim.sensitivity(
        small / "sweep.toml", "sobol", points=64, outcomes=["index"], lang="xx"
    ),
    "hindcast": lambda small: sim.hindcast([CASE], origins=(2018, 2019), leads=[1], lang="xx"),
    "compare-cases": lambda small: sim.compare_cases([small, CASE], lang="xx"),
    "atlas": lambda small: sim.atlas(1962, states="FRA,DEU,SUN,USA", runs=8, lang="xx"),
    "cases": lambda small: sim.cases(lang="xx"),
    "check": lambda small: sim.check([small], lang="xx"),
}
"""What is called of each verb."""

SWEEP = """\
name = "s"
scenario = "scenario.toml"
runs = 4
seed = 3
design = "latin-hypercube"
points = 60

[ranges]
"parameters.threat" = { low = 0.2, high = 0.8 }
"parameters.cost" = { low = 0.2, high = 0.8 }

[outcomes]
index = { measure = "mean-index", pair = "AAA-BBB", year = 2009 }
early = { measure = "first-passage", pair = "AAA-BBB", stage = "early", quantile = 0.5 }
"""


@pytest.fixture
def cases(small):
    """The small case, a variant of it and a sweep."""
    (small / "calm.toml").write_text('extends = "scenario.toml"\nname = "calm"\ndrop = ["crisis"]\n')
    (small / "sweep.toml").write_text(SWEEP)
    return small


@pytest.mark.usefixtures("pseudo_language", "undrawn")
@pytest.mark.parametrize("verb", CALLS)
def test_every_sentence_heading_and_cell_is_in_the_catalogue(cases, verb):
    result = CALLS[verb](cases)
    sentences = [sentence.replace(str(cases), "") for sentence in result.sentences]
    texts = [*sentences, *result.verdict.values(), *(title for title, _ in result.short)]
    for _, frame in result.short:
        # The questions that the cases ask are read from the cases.
        texts += [*map(str, frame.columns), *(map(str, frame.to_numpy().ravel()) if verb != "cases" else [])]
    assert texts
    # A discovery reads no scenario, and these states are known by no code.
    codes = {"AAA", "BBB"} if verb == "discover" else set()
    assert not {word for text in texts for word in unsaid(text)} - NOT_WORDS - codes, texts


def test_so_is_what_a_calibration_says(pseudo_language):
    row = {"held_out": "", "prior_mean": 0.2, "prior_sd": 0.1, "mean": 0.3, "sd": 0.05}
    told = pd.DataFrame(
        [{**row, "parameter": "cost", "narrower": 0.5}, {**row, "parameter": "habit", "narrower": 0}]
    )
    with speaking(pseudo_language):
        table = calibrating.parameter_table(told)
        texts = [*calibrating.sentences(told, pd.DataFrame({"inside": [True, False]})), *table.columns]
    assert not {word for text in [*texts, *table.to_numpy().ravel()] for word in unsaid(text)} - NOT_WORDS


def test_so_is_what_a_replay_says(pseudo_language):
    with speaking(pseudo_language):
        texts = [text for told in ([], ["1"], ["1", "2"]) for text in Replayed(["3"], told, []).sentences]
    assert not {word for text in texts for word in unsaid(text)}
