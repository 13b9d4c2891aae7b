"""One contract for every verb: what is asked is read and checked, then done, and comes back as a result.

A verb is a function that reads and checks what it is given. It returns a `Making` where it is to write a
result folder, a `Telling` where it has something to say at once. `python_function` makes of it what users
call, and `sim.verbs.shell` what they type: both choose the folder, do it, and show the result.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, reduce, wraps
from inspect import Parameter, signature
from operator import or_
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, get_args, get_origin

from pydantic import ConfigDict, ValidationError, validate_call
from typer.models import OptionInfo

from sim.faults import Fault, InputError, from_pydantic, nearest
from sim.files import MARK, read_json
from sim.results.marks import read_cautions, read_sentences, read_verdict
from sim.show.by_rule import by_rule_in_words
from sim.verbs.result import Result, Short
from sim.words import ENGLISH, known, speaking, spoken

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.show.page import Page

Drawings = Mapping[str, Callable[[], "Figure"]]
"""What draws each figure, by its name."""


@dataclass(frozen=True)
class How:
    """How a result folder is to be written.

    Attributes
    ----------
    command
        What is noted in it as the command.
    force
        Whether it may replace another result.
    quiet
        Whether nothing is shown meanwhile.
    page
        What its page says and shows, given the folder; None where it is to have none.
    """

    command: str = ""
    force: bool = False
    quiet: bool = True
    page: "Callable[[Path], Page] | None" = None

    def draw(self, folder: Path, mark: Mapping[str, Any] | None = None) -> list[Path]:
        """Draw the page of a result and its figures, where it is to have one; return the files.

        Where the mark does not stand in the folder yet, what it will say is given.
        """
        if self.page is None:
            return []
        from sim.show.page import write_page

        return write_page(folder, self.page(folder), self.command, mark)


PLAINLY: Final = How()
"""As no command: nothing is noted, replaced or shown."""

Make = Callable[[Path, How], Sequence[Path]]
"""What writes a result folder, and returns its files."""


@dataclass(frozen=True)
class Making:
    """A result folder that is asked for: all is read and checked, and nothing is done yet.

    Attributes
    ----------
    name
        What the folder is called below `results/`, part by part.
    make
        Writes it.
    figures, short, sentences
        Its figures, its short tables and what it says, given the folder.
    tables
        Tables made of those in the folder.
    cautions
        What is warned of besides what the folder says.
    resumable
        Whether what was interrupted can be gone on with.
    lang
        The language that its scenario asks for; None for English.
    every
        Whether the verdicts on all pairs are said at once, not the first alone.
    page
        What its page says and shows, given the folder; `make` draws it by `How.draw` once all else is there.
    """

    name: Sequence[str]
    make: Make
    figures: Callable[[Path], Drawings] = field(default=lambda folder: {})
    short: Callable[[Path], Short] = field(default=lambda folder: ())
    sentences: Callable[[Path], Sequence[str]] = read_sentences
    tables: Mapping[str, Callable[[Path], "pd.DataFrame"]] = field(default_factory=dict)
    cautions: Sequence[object] = ()
    resumable: bool = False
    page: "Callable[[Path], Page] | None" = None
    lang: str | None = None
    every: bool = True


@dataclass(frozen=True)
class Telling:
    """Something that is said at once.

    Attributes
    ----------
    sentences, cautions, short
        What is said, warned of, and shown in short tables.
    warned
        What the result that it is about warns of.
    text
        What is printed as it stands.
    tables
        What makes tables of it, by their names.
    folder, written
        The result folder that it is about, and the files of it that are new.
    status
        What the command ends with: 0 where all is well.
    lang
        The language that it is told in.
    """

    sentences: Sequence[str] = ()
    cautions: Sequence[object] = ()
    warned: Sequence[str] = ()
    short: Short = ()
    tables: Mapping[str, Callable[[], "pd.DataFrame"]] = field(default_factory=dict)
    text: str = ""
    folder: Path | None = None
    written: Sequence[Path] = ()
    status: int = 0
    lang: str = ENGLISH


Verb = Callable[..., Making | Telling]


def writes(verb: Verb) -> bool:
    """Tell whether a verb writes a result folder of its own."""
    return signature(verb).return_annotation is Making


def language_of(made: Making, chosen: str | None) -> str:
    """Return the language of a result: the one that was chosen, else its scenario's, else English."""
    return known(chosen or made.lang or ENGLISH)


def gathered(made: Making, folder: Path, keeper: Any = None) -> Result:
    """Gather what a finished result folder holds: the verdicts first, where it does not place them itself."""
    verdicts, sentences = read_verdict(folder), made.sentences(folder)
    told = list(verdicts.values())[: None if made.every else 1]
    return Result(
        folder,
        sentences=[*(verdict for verdict in told if verdict not in sentences), *sentences],
        cautions=[*map(str, made.cautions), *warned_of(folder)],
        short=made.short(folder),
        verdict=verdicts,
        draw=partial(_in_the_language, spoken().code, made.figures, folder),
        derived=made.tables,
        keeper=keeper,
    )


def _in_the_language(code: str, figures: Callable[[Path], Drawings], folder: Path) -> Drawings:
    """Return what draws the figures of a folder, in a language whatever is spoken then."""

    def speaking_it(draw: Callable[..., "Figure"], *arguments: Path) -> "Figure":
        with speaking(code):
            return draw(*arguments)

    with speaking(code):
        return {name: partial(speaking_it, draw) for name, draw in figures(folder).items()}


def warned_of(folder: Path) -> list[str]:
    """Say what a finished result warns of: as it was made, and of what it was made."""
    return [*read_cautions(folder), *by_rule_in_words(read_json(folder / MARK))]


def told(telling: Telling) -> Result:
    """Gather what is said at once."""
    return Result(
        telling.folder,
        sentences=[*telling.sentences, *filter(None, [telling.text])],
        cautions=[*map(str, telling.cautions), *telling.warned],
        short=telling.short,
        given=telling.tables,
    )


FRAME: Final = {
    "out": Parameter("out", Parameter.KEYWORD_ONLY, default=None, annotation=str | Path | None),
    "force": Parameter("force", Parameter.KEYWORD_ONLY, default=False, annotation=bool),
    "lang": Parameter("lang", Parameter.KEYWORD_ONLY, default=None, annotation=str | None),
}
"""What functions that write take as well: the folder, whether to replace another result, the language."""


def checked(verb: Verb, called_as: str, names: Mapping[str, str]) -> Verb:
    """Let a verb refuse wrong arguments as it refuses wrong files.

    Parameters
    ----------
    verb
        The verb.
    called_as
        How its caller calls it, such as `sim.run`; empty where arguments are named by themselves.
    names
        How the caller writes its arguments, by name.
    """
    most = len(signature(verb).parameters)
    call: Verb = validate_call(config=ConfigDict(arbitrary_types_allowed=True))(verb)

    @wraps(verb)
    def careful(*arguments: Any, **named: Any) -> Making | Telling:
        try:
            return call(*arguments, **named)
        except ValidationError as error:
            if error.title != verb.__name__:
                raise
            raise InputError(_argument_faults(error, called_as, names, most)) from None

    return careful


def python_function(verb: Verb) -> Callable[..., Result]:
    """Make of a verb what users call; faults name arguments as they are written in Python."""
    verb_signature, called_as = signature(verb), f"sim.{verb.__name__}"
    frame = FRAME if writes(verb) else {}
    careful = checked(verb, called_as, {name: name for name in (*verb_signature.parameters, *frame)})
    as_written = {option: f"{name}=" for name, options in spelled(verb).items() for option in options}

    @wraps(verb)
    def call(*arguments: Any, **named: Any) -> Result:
        out, force, lang = (
            named.pop(name, option.default) if frame else option.default for name, option in FRAME.items()
        )
        try:
            with speaking(lang or ENGLISH):
                outcome = careful(*arguments, **named)
                if isinstance(outcome, Telling):
                    return told(outcome)
            with speaking(language_of(outcome, lang)):
                return _made(outcome, called_as, out, force)
        except InputError as error:
            raise InputError(_as_written(error.faults, as_written)) from None

    parameters = [
        *(
            parameter.replace(annotation=plain(parameter.annotation))
            for parameter in verb_signature.parameters.values()
        ),
        *frame.values(),
    ]
    call.__signature__ = verb_signature.replace(parameters=parameters, return_annotation=Result)  # type: ignore[attr-defined]
    return call


def plain(annotation: Any) -> Any:
    """Return a type without what is noted about it."""
    if get_origin(annotation) is Annotated:
        return plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return reduce(or_, map(plain, get_args(annotation)))
    return annotation


def _made(made: Making, command: str, out: str | Path | None, force: bool) -> Result:
    keeper = None
    if out is None:
        keeper = tempfile.TemporaryDirectory(prefix="sim-")
        out = Path(keeper.name) / "result"
    made.make(Path(out), How(command, force, quiet=True, page=made.page))
    return gathered(made, Path(out), keeper)


def spelled(verb: Verb) -> dict[str, Sequence[str]]:
    """Return how the command spells each argument of a verb: its options, or the name of its place."""
    spellings: dict[str, Sequence[str]] = {name: [f"--{name}"] for name in FRAME}
    for name, parameter in signature(verb).parameters.items():
        info = next((note for note in get_args(parameter.annotation) if isinstance(note, OptionInfo)), None)
        # Typer has the first of them where other frameworks have the default.
        declarations = [info.default, *(info.param_decls or ())] if info else []
        options = [option for text in declarations if isinstance(text, str) for option in text.split("/")]
        spellings[name] = options or [f"--{name.replace('_', '-')}" if info else name.upper()]
    return spellings


def _as_written(faults: Sequence[Fault], names: Mapping[str, str]) -> Iterator[Fault]:
    """Name options as a caller in Python writes them: `since=` for `--from`."""
    for fault in faults:
        options = fault.file.split(", ")
        yield replace(fault, file=", ".join(names.get(option, option) for option in options))


def _argument_faults(
    error: ValidationError, called_as: str, names: Mapping[str, str], most: int
) -> Iterator[Fault]:
    """Translate what is wrong with arguments, of which there may be so many: one fault for each of them."""
    order, reported = list(names)[:most], set()
    for entry, fault in zip(error.errors(), from_pydantic(error, called_as, "", names.values()), strict=True):
        first = entry["loc"][0]
        name = order[first] if isinstance(first, int) and first < len(order) else str(first)
        about = entry["type"] if entry["type"] == "unexpected_positional_argument" else name
        if about in reported:
            continue
        reported.add(about)
        spelling = names.get(name, name)
        where = (called_as, spelling) if called_as else (spelling, "")
        if entry["type"] == "unexpected_positional_argument":
            yield Fault(called_as, "", f"more than {most} arguments", f"{most} at most")
        elif entry["type"] == "missing_argument":
            yield Fault(*where, "nothing", "a value")
        elif entry["type"] == "unexpected_keyword_argument":
            expected = "one of " + ", ".join(names.values())
            yield Fault(called_as, "", f"no argument {name}", expected, nearest(name, names.values()))
        else:
            yield replace(fault, file=where[0], place=where[1])
