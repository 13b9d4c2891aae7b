"""How alignment begins by a leap, and how it ends: by parameters from all their plausible ranges."""

from tests.world.made import ALLIED, fear, lived, quarrel, relief, supposed, surely, three


def rising(years, until=2010, in_all=0.6):
    """Let CCC become a threat within some years, by shocks of one size that add up to the same."""
    each = 1 - (1 - in_all) ** (1 / years)
    return [
        fear(year, code, "CCC", each, f"rise-{code.lower()}-{year}")
        for year in range(until - years + 1, until + 1)
        for code in ("AAA", "BBB")
    ]


def leaps(life):
    """Where an advanced rung is begun though one before it is not high `[year from 2001, life]`."""
    ladder = life.ladder[:, 0]
    begun = ((ladder[1:, 4:] > 0) & (ladder[:-1, 4:] == 0)).any(axis=1)
    return begun & (ladder[:-1, 1:4].sum(axis=1) < 6)


def test_a_sudden_threat_opens_the_way_that_prerequisites_bar(tmp_path):
    """One that rose slowly opens it less in the year in which as much stands; one that always stood, not."""
    barred = {"missing": 0.0, "revision": 1.0}
    cases = (supposed(tmp_path, *three(*rising(years), common=0.1), **barred) for years in (1, 8))
    sudden, slow = lived(*cases, lives=2000)
    (always,) = lived(supposed(tmp_path, *three(common=0.64), **barred), lives=2000)
    assert surely(leaps(sudden)[9], leaps(slow)[9], by=0.05)
    assert surely(leaps(slow)[9], leaps(always)[9])
    assert leaps(always).mean() < 0.001


def test_an_alliance_whose_members_come_to_fear_each_other_falls(tmp_path):
    """The common threat stays; and what they have is broken as fear leaps, and does not only fade."""
    tables = {"common": 0.5, "interest": 0.7, "trust": 0.7, "ladder": ALLIED}
    feared, calm = lived(*(supposed(tmp_path, *three(*extra, **tables)) for extra in (quarrel(2005), ())))
    assert surely(calm.index()[20], feared.index()[20], by=0.15)
    for year in (5, 6):
        assert surely(feared.broken[year, 0].any(axis=0), calm.broken[year, 0].any(axis=0))


def test_an_alliance_ends_with_its_purpose(tmp_path):
    """The threat that they had in common goes, and nothing comes between the two."""
    tables = {"common": 0.6, "interest": 0.2, "trust": 0.5, "ladder": ALLIED}
    ended, lasting, numb = (
        lived(supposed(tmp_path, *three(*extra, **tables), without=without), lives=1000)[0].live(7)[10]
        for extra, without in ((relief(2005), ()), ((), ()), (relief(2005), ("disillusion",)))
    )
    assert surely(lasting, ended, by=0.05)
    assert surely(numb, ended, by=0.02)


def test_nothing_is_broken_where_no_crisis_comes(tmp_path):
    """Enemies who are used to it, and whose fear stands still, break nothing, whatever they want."""
    enemies = three(between=0.6, interest=0.0, ladder=ALLIED)
    (life,) = lived(supposed(tmp_path, *enemies, without=("break_opportunity", "disillusion", "revision")))
    assert not life.broken.any()


def test_alliances_fall_whole_and_other_rungs_by_degrees(tmp_path):
    """Of falls from high most of the alliance's leave nothing; of the others a third."""
    tables = three(*quarrel(2001), ladder="ladder = [0, 2, 2, 2, 2, 2, 2]\n")
    (life,) = lived(supposed(tmp_path, *tables), lives=2000)
    falls = (life.broken[1, 0] & (life.ladder[0, 0] == 2)).sum(axis=-1)[1:]
    whole = life.ended[1, 0].sum(axis=-1)[1:] / falls
    assert falls.min() > 100
    assert whole[-1] > 0.7
    assert whole[:-1].max() < 0.5
    assert (life.ladder[1, 0, 6, life.ended[1, 0, 6]] == 0).all()


def test_the_sharpest_choice_still_breaks_what_nobody_wants(tmp_path):
    enemies = three(between=0.9, interest=0.0, ladder="ladder = [0, 2, 2, 2, 2, 2, 2]\n")
    least = {"sharpness": 100.0, "break_opportunity": 1.0, "cost": 5.0}
    (life,) = lived(supposed(tmp_path, *enemies, years=(2000, 2004), **least), lives=20)
    assert (life.ladder[-1, 0, 1:] == 0).all()


def test_who_never_had_a_purpose_has_none_to_lose(tmp_path):
    """Allies without any, whom nobody threatens, come to no crisis by its loss.

    The fear that fading trust lets in is left out.
    """
    aimless = three(common=0.0, interest=0.0, ladder=ALLIED)
    (life,) = lived(supposed(tmp_path, *aimless, without=("break_opportunity", "reassurance")))
    assert not life.broken[:, 0].any()
