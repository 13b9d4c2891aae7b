"""The end of a world."""

import pytest

from sim.scenario.load import load
from sim.world.model import World


def test_no_year_follows_the_last(small):
    world = World(load(small), lives=1)
    while world.running:
        world.step()
    with pytest.raises(ValueError, match="no year after 2009, the end of small"):
        world.step()
    assert world.year == 2009
