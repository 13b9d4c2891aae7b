"""A life as users of Mesa know a model: collected, run in batches, shown by SolaraViz."""

import doctest
import re
import time

import mesa
import numpy as np
import pandas as pd
import pytest

from sim.experiments.ensemble import live
from sim.ladder.stages import index
from sim.scenario.load import load
from sim.world.collecting import Life, collector
from sim.world.model import World
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "mesa.md"


def test_the_page_says_what_is_true():
    tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried.attempted > 8
    assert tried.failed == 0


def test_what_is_collected_is_what_the_ensemble_lived(small):
    case = load(small)
    world = World(case, lives=5)
    index_by_year = [index(world.degrees)]
    threats = [world.T.copy()]
    for _ in world.years_left():
        index_by_year.append(index(world.degrees))
        threats.append(world.T.copy())
    life = Life(case, life=3)
    life.run_model()
    collected = life.datacollector.get_model_vars_dataframe()
    assert collected["year"].tolist() == list(range(1999, 2010))
    for n, party in enumerate(world.parties):
        expected = [year[n, 3] / case.ladder.index_maximum for year in index_by_year]
        assert collected[f"index {party}"].tolist() == expected
        assert set(collected[f"stage {party}"]) <= set(case.ladder.stage_names)
    of_states = life.datacollector.get_agent_vars_dataframe().set_index("code", append=True)
    for i, by in enumerate(world.codes):
        for j, of in enumerate(world.codes):
            column = of_states.xs(by, level="code")[f"threat of {of}"].to_numpy(float)
            np.testing.assert_array_equal(column, np.nan if i == j else [year[i, j, 3] for year in threats])


def test_stages_are_those_of_a_run(small):
    case = load(small)
    chunk = live(case, 0, 5, keep=5)
    life = Life(case, life=4)
    life.run_model()
    collected = life.datacollector.get_model_vars_dataframe().iloc[1:]
    for n, party in enumerate(case.scenario.parties):
        expected = [case.ladder.stage_names[number] for number in chunk.stage[4, :, n]]
        assert collected[f"stage {party}"].tolist() == expected


def test_collecting_changes_no_bit(small):
    case = load(small)
    plain, watched = World(case, lives=4), World(case, lives=4)
    watched.datacollector = collector(watched)
    for _ in zip(plain.years_left(), watched.years_left(), strict=True):
        watched.datacollector.collect(watched)
        np.testing.assert_array_equal(plain.T, watched.T)
        np.testing.assert_array_equal(plain.degrees, watched.degrees)


def test_a_batch_varies_what_is_given(small):
    rows = pd.DataFrame(
        mesa.batch_run(
            Life,
            {"case": load(small), "life": range(2)},
            data_collection_period=1,
            display_progress=False,
        )
    )
    years = rows.groupby("life")["year"].agg(["min", "max"])
    last = 2009 if hasattr(mesa.Model(), "scenario") else 2008  # Mesa 3.3 leaves out the last step
    assert years.to_numpy().tolist() == [[1999, last]] * 2
    assert len(rows) == 2 * 3 * (last - 1998)


@pytest.fixture
def example():
    """What stands in the example of the page, once it is run; its page is not drawn yet."""
    for name in ("solara", "altair"):
        pytest.importorskip(name, reason="what Mesa recommends with it is not installed")
    text = PAGE.read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python app.py\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    names = {}
    exec(code, names)
    return names


def test_the_page_of_the_example_is_built(example):
    solara = pytest.importorskip("solara")
    assert isinstance(example["page"], solara.Element)
    assert example["page"].component.name == "SolaraViz"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_page_of_the_example_steps(example):
    solara, ipyvuetify, ipywidgets = map(pytest.importorskip, ("solara", "ipyvuetify", "ipywidgets"))
    if not hasattr(mesa.Model(), "scenario") and not hasattr(ipyvuetify, "TabsItems"):
        pytest.skip("the pages of Mesa 3.3 need ipyvuetify < 2")
    page = solara.AppLayout(children=[example["page"]])
    _, rendered = solara.render(page, handle_error=False)
    before = [bytes(image.value) for image in rendered.find(ipywidgets.Image).widgets]
    assert len(before) == 2
    (step,) = [button for button in rendered.find(ipyvuetify.Btn).widgets if "Step" in button.children]
    step.click()
    for _ in range(100):
        if [bytes(image.value) for image in rendered.find(ipywidgets.Image).widgets] != before:
            break
        time.sleep(0.1)
    else:
        pytest.fail("a step changed no picture")
    rendered.close()
