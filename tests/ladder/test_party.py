"""Parties: labels that know their states."""

from sim.ladder.party import Party


def test_a_pair_has_one_label_in_whichever_order_it_is_named():
    assert Party.pair("RUS", "CHN") == Party.read("RUS-CHN") == Party.read("CHN-RUS") == "CHN-RUS"
    assert Party.pair("RUS", "CHN").states == ("CHN", "RUS")
    assert not Party.pair("RUS", "CHN").is_group


def test_a_group_has_one_label_in_whichever_order_it_is_named():
    assert Party.group(["RUS", "KAZ", "CHN"]) == Party.read("RUS+CHN+KAZ") == "CHN+KAZ+RUS"
    assert Party("CHN+KAZ+RUS").states == ("CHN", "KAZ", "RUS")
    assert Party("CHN+KAZ+RUS").is_group
