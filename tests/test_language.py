"""The language: chosen by `--lang`, by a scenario, and told where there is no such."""

import pytest

import sim
from sim.faults import InputError
from sim.ladder.names import Names
from sim.words import listed, name, say, speaking
from tests.conftest import ROOT


def test_a_scenario_says_in_which_language_it_is_shown(tmp_path):
    case = ROOT / "scenarios" / "russia_china"
    for file in ("scenario.toml", "events.csv", "events_after.csv", "drivers.csv"):
        (tmp_path / file).write_bytes((case / file).read_bytes())
    variant = tmp_path / "arabic.toml"
    variant.write_text('extends = "scenario.toml"\nname = "arabic"\n[display]\nlang = "ar"\n')
    assert sim.run(variant, runs=10, report=False).verdict
    variant.write_text('extends = "scenario.toml"\nname = "arabic"\n[display]\nlang = "xx"\n')
    with pytest.raises(InputError, match="one of en, ar"):
        sim.run(variant, runs=10, report=False)


def test_a_language_that_is_not_spoken_is_told_as_the_caller_wrote_it():
    with pytest.raises(InputError, match="lang=: found zz; expected one of en, ar"):
        sim.run("russia_china", runs=10, lang="zz", report=False)


def test_names_are_said_in_the_language_that_is_spoken_else_in_english():
    both, one = Names(en="China", ar="الصين"), Names(en="Atlantis")
    with speaking("ar"):
        assert (name(both), name(one)) == ("الصين", "Atlantis")
    assert name(both) == "China"


def test_numbers_in_a_message_have_the_signs_of_the_language():
    assert say("{share:.0%} of {count:,}", share=0.25, count=1000) == "25% of 1,000"
    with speaking("ar"):
        # The Unicode CLDR writes Arabic numbers with these digits, and the marks that keep their order.
        assert say("{share:.0%}", share=0.25) == "25\N{LEFT-TO-RIGHT MARK}%\N{LEFT-TO-RIGHT MARK}"
        assert say("{change:+.1f}", change=-0.5) == "\N{LEFT-TO-RIGHT MARK}-0.5"


@pytest.mark.parametrize(
    ("items", "sentence"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_items_are_joined_as_a_sentence_does(items, sentence):
    assert listed(items) == sentence
