"""What a verb comes back with: tables, figures, sentences, cautions. It shows itself in a notebook."""

import base64
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.faults import Fault, InputError, nearest
from sim.files import read_json
from sim.ladder.rules import DEGREES
from sim.plain import drawable

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Short = Sequence[tuple[str, "pd.DataFrame"]]
"""Short tables, each with its title: what a terminal and a notebook show."""

INPUTS: Final = ("events", "drivers")
"""Tables that a result keeps of what it was made from."""


class Tables(Mapping[str, "pd.DataFrame"]):
    """The tables of a result folder by name, each read when it is first asked for.

    `lives` come with words for degrees and stages, in their order.
    """

    def __init__(
        self, folder: Path, derived: Mapping[str, Callable[[Path], "pd.DataFrame"]], keeper: object = None
    ):
        csv = [path for path in sorted(folder.glob("*.csv")) if path.stem not in INPUTS]
        self._paths = {path.stem: path for path in (*csv, *sorted(folder.glob("*.parquet")))}
        self._folder, self._derived = folder, derived
        # A temporary folder stays as long as its tables are wanted.
        self._keeper = keeper
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> "pd.DataFrame":
        """Read a table."""
        if name in self._derived:
            return self._derived[name](self._folder)
        if name not in self._paths:
            expected = "one of " + ", ".join(self)
            raise InputError([Fault("tables", "", name, expected, nearest(name, self))])
        if name not in self._read:
            path = self._paths[name]
            import pandas as pd

            from sim.frames import read_frame

            frame = read_frame(path) if path.suffix == ".csv" else pd.read_parquet(path)
            self._read[name] = self._in_words(frame) if name == "lives" else frame
        return self._read[name]

    def _in_words(self, lives: "pd.DataFrame") -> "pd.DataFrame":
        import pandas as pd

        stages = list(read_json(self._folder / "run.json").get("stages", ()))
        words = {n: list(DEGREES) for n in lives.columns if n[0] == "i" and n[1:].isdigit()}
        words |= {"stage": stages, "reach": stages} if stages else {}
        return lives.assign(
            **{
                name: pd.Categorical.from_codes(lives[name].to_numpy(int), pd.Index(categories), ordered=True)
                for name, categories in words.items()
            }
        )

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a table of the name."""
        return name in self._paths or name in self._derived

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter([*self._paths, *self._derived])

    def __len__(self) -> int:
        """Count them."""
        return len(self._paths) + len(self._derived)

    def __repr__(self) -> str:
        """List the names."""
        return f"Tables({', '.join(self)})"


@dataclass
class Result:
    """What a verb made.

    Attributes
    ----------
    folder
        The result folder; None where the verb writes none. Where no `out` was given it is temporary, and goes
        with the result.
    sentences, cautions
        What it says in words, and what it warns of.
    short
        Short tables, each with its title.
    verdict
        Of `assess`, `run` and `contrast`: the verdict in words on each pair or group, by its label.
    given
        Its tables, where it has no folder.
    draw, derived
        What gives the functions that draw its figures, and what makes tables of those in the folder.
    keeper
        Of a temporary folder: what removes it in the end.
    """

    folder: Path | None = None
    sentences: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    short: Short = field(default=(), repr=False)
    verdict: dict[str, str] = field(default_factory=dict)
    given: Mapping[str, Callable[[], "pd.DataFrame"]] = field(default_factory=dict, repr=False)
    draw: Callable[[], Mapping[str, Callable[[], "Figure"]]] = field(default=dict, repr=False)
    derived: Mapping[str, Callable[[Path], "pd.DataFrame"]] = field(default_factory=dict, repr=False)
    keeper: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)

    @cached_property
    def drawings(self) -> Mapping[str, Callable[[], "Figure"]]:
        """What draws each figure, found when the first is asked for."""
        return self.draw()

    @cached_property
    def tables(self) -> Mapping[str, "pd.DataFrame"]:
        """Its tables by name, as the files are called."""
        if self.folder is None or self.given:
            return {name: made() for name, made in self.given.items()}
        return Tables(self.folder, self.derived, self.keeper)

    @property
    def figures(self) -> list[str]:
        """Names of the figures that `plot` draws."""
        return list(self.drawings)

    def plot(self, name: str | None = None) -> "Figure":
        """Draw a figure by its name; without one, the first. It shows itself in a notebook.

        Raises
        ------
        InputError
            Where there is no figure of the name.
        """
        names = self.figures
        wanted = names[0] if name is None and names else str(name)
        if wanted not in self.drawings:
            expected = "one of " + ", ".join(names) if names else "a result that has figures"
            raise InputError([Fault("plot", "", wanted, expected, nearest(wanted, names))])
        return self.drawings[wanted]()

    def _repr_html_(self) -> str:
        """Show itself in a notebook: sentences, cautions, the short tables and the first figure."""
        parts = [f"<p>{escape(drawable(sentence))}</p>" for sentence in self.sentences]
        parts += [f"<p><em>caution: {escape(drawable(text))}</em></p>" for text in self.cautions]
        for title, frame in self.short:
            parts += [f"<p><strong>{escape(drawable(title))}</strong></p>", frame.to_html(index=False)]
        if self.drawings:
            parts.append(_embedded(self.plot()))
        return "\n".join(parts)


def _embedded(figure: Any) -> str:
    picture = base64.b64encode(figure._repr_png_()).decode()
    return f'<img style="max-width: 100%" src="data:image/png;base64,{picture}">'
