"""A ladder of two stages and four indicators, unlike the ones that ship: what works for it works for any."""

from sim.ladder.ladder import Ladder

TOY = Ladder.model_validate(
    {
        "name": "toy",
        "title": "toy alignment",
        "stages": (
            {"name": "talk", "title": "talk", "deciding": (1, 2), "least": 1},
            {"name": "act", "title": "act", "prerequisites": (1,), "gate": (2,), "deciding": (3, 4)},
        ),
        "indicators": (
            {"number": 1, "title": "letters", "short": "letters", "stage": "talk", "window": 2},
            {
                **{"number": 2, "title": "visits", "short": "visits", "stage": "talk", "window": 4},
                **{"reason": "danger", "settles_disputes": True},
            },
            {
                **{"number": 3, "title": "fairs", "short": "fairs", "stage": "act", "window": 3},
                **{"binds": 0.5, "founds": True, "exchange": "arms", "unprepared": True},
            },
            {
                **{"number": 4, "title": "bridges", "short": "bridges", "stage": "act", "window": 8},
                **{"binds": 1.0, "falls_whole": 0.9, "reason": "purpose or danger", "spread": True},
            },
        ),
    }
)
