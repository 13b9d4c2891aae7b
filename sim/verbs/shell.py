"""A verb as a command: its arguments as the shell gives them, and what is printed of what it comes to."""

import inspect
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import typer
from typer.models import ParameterInfo

from sim.plain import shortened
from sim.results.folders import unfinished
from sim.show import terminal
from sim.verbs.frame import (
    How,
    Making,
    Telling,
    checked,
    gathered,
    language_of,
    plain,
    spelled,
    told,
    warned_of,
    writes,
)
from sim.verbs.parameters import RESULTS, Lang
from sim.verbs.result import Result
from sim.words import ENGLISH, speaking

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but faults.")]
Out = Annotated[
    Path | None, typer.Option(help="Folder to write; by default below results/.", show_default=False)
]
Force = Annotated[bool, typer.Option("--force", help="Replace another result; files of others stay.")]


def command(name: str) -> Callable[..., None]:
    """Make the command of a verb: its arguments as the shell gives them, then what every verb takes."""
    verb = getattr(import_module(f"sim.verbs.{name}"), name)
    verb_parameters = inspect.signature(verb).parameters.values()
    careful = checked(verb, "", {argument: options[0] for argument, options in spelled(verb).items()})

    def command(**arguments: Any) -> None:
        frame = {key: arguments.pop(key, None) for key in (*shared, "quiet")}
        lang, quiet = frame.get("lang"), bool(frame["quiet"])
        with speaking(lang or ENGLISH):
            outcome = careful(**{key: value for key, value in arguments.items() if value is not None})
        if isinstance(outcome, Telling):
            with speaking(outcome.lang):
                _tell(outcome, quiet=quiet)
            return
        with speaking(language_of(outcome, lang)):
            _make(outcome, frame["out"], force=bool(frame["force"]), quiet=quiet)

    shared = {"out": (Out, None), "force": (Force, False), "lang": (Lang, None)} if writes(verb) else {}
    parameters = [p.replace(annotation=_for_the_shell(p.annotation)) for p in verb_parameters]
    parameters += [
        inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for key, (annotation, default) in {**shared, "quiet": (Quiet, False)}.items()
    ]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return command


def _make(made: Making, out: Path | None, *, force: bool, quiet: bool) -> None:
    """Write a result folder, and show what came of it."""
    folder = out or RESULTS / _folder_name(made.name)
    for caution in made.cautions:
        print(caution, file=sys.stderr)
    with _resumable(folder) if made.resumable else nullcontext():
        written = made.make(folder, How(shlex.join(["sim", *sys.argv[1:]]), force, quiet, made.page))
    _warn(warned_of(folder))
    _say(gathered(made, folder), written, quiet)


def _tell(telling: Telling, *, quiet: bool) -> None:
    for caution in telling.cautions:
        print(caution, file=sys.stderr)
    _warn(telling.warned)
    if telling.text and not quiet:
        print(telling.text)
    _say(told(replace(telling, text="")), telling.written, quiet)
    if telling.status:
        raise typer.Exit(telling.status)


def _warn(cautions: Sequence[str]) -> None:
    for caution in cautions:
        print(f"caution: {caution}", file=sys.stderr)


def _say(result: Result, written: Sequence[Path], quiet: bool) -> None:
    """Print, the answer first, what came of it."""
    if not quiet:
        terminal.show(result.sentences, result.short)
        if result.folder is not None and written:
            terminal.print_written(result.folder, written)


def _folder_name(parts: Sequence[str]) -> str:
    """Name a folder by what it is of, such as a scenario and the values that were set."""
    return shortened("-".join(re.sub(r"[^A-Za-z0-9.=_+-]+", "_", part) for part in parts))


@contextmanager
def _resumable(folder: Path) -> Iterator[None]:
    """Say, where a sweep or a calibration is interrupted or cannot write, how to go on."""
    try:
        yield
    except OSError as error:
        if unfinished(folder):
            message = f"{error.strerror or error}: what is finished stands in {folder}; go on with --resume"
            raise OSError(error.errno, message, error.filename) from error
        raise
    except KeyboardInterrupt as interruption:
        if unfinished(folder):
            interruption.add_note(f"what is finished stands in {folder}; go on with --resume")
        raise


def _for_the_shell(annotation: Any) -> Any:
    """Return what the shell gives for an argument: a path for a case, a word for a span, and so on."""
    base, *about = get_args(annotation)
    info = [part for part in about if isinstance(part, ParameterInfo)]
    return Annotated[(_shell_type(base), *info)]


def _shell_type(annotation: Any) -> Any:
    bare = plain(annotation)
    kinds = get_args(bare) if get_origin(bare) in (Union, UnionType) else (bare,)
    origins = [get_origin(kind) for kind in kinds]
    if Mapping in origins:
        shell_type: Any = list[str]
    elif Sequence in origins and str not in kinds:
        shell_type = list[_shell_type(get_args(kinds[origins.index(Sequence)])[0])]  # type: ignore[misc]
    else:
        shell_type = next(kind for kind in (Path, str, float, int, bool) if kind in kinds)
    return shell_type | None if NoneType in kinds else shell_type
