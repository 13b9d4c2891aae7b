"""The command: every verb by its name and help, and in full those that are asked for."""

import ast
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version as installed
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sim.plain import printable
from sim.stopping import STOPPED
from sim.verbs import VERBS


class Verbs(TyperGroup):
    """The verbs of the command: one line says where it is told to stop."""

    def make_context(self, *arguments: Any, **named: Any) -> Any:
        """Read what was asked."""
        with _told_to_stop():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: Any) -> Any:
        """Do it."""
        with _told_to_stop():
            return super().invoke(ctx)


@contextmanager
def _told_to_stop() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as interruption:
        message = ": ".join(["interrupted", *getattr(interruption, "__notes__", [])])
        print(printable(message), file=sys.stderr)
        sys.exit(STOPPED)


def app(arguments: Sequence[str]) -> typer.Typer:
    """Make the command; only the verbs among the arguments are imported, so that it starts quickly."""
    made = typer.Typer(
        cls=Verbs,
        name="sim",
        help="Measure and simulate military alignment between states.",
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    made.callback()(_top)
    for verb in VERBS:
        name = verb.replace("_", "-")
        told = _help(verb)
        # Typer cuts a summary that it makes itself.
        summary = " ".join(told.partition("\n\n")[0].split())
        made.command(name, help=told, short_help=summary)(_in_full(verb) if name in arguments else _unread)
    return made


def _version(wanted: bool) -> None:
    if wanted:
        print(f"rapprochement {installed('rapprochement')}")
        raise typer.Exit


def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Measure and simulate military alignment between states."""


def _in_full(verb: str) -> Callable[..., None]:
    made: Callable[..., None] = import_module("sim.verbs.shell").command(verb)
    return made


def _unread() -> None:
    """Stand for a verb that was not asked for."""


def _help(verb: str) -> str:
    """Return what the docstring of a verb says before its parameters, without importing it."""
    tree = ast.parse(Path(__file__).with_name(f"{verb}.py").read_text(encoding="utf-8"))
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == verb)
    docstring = ast.get_docstring(function) or ""
    return re.split(r"\n(?:Parameters|Raises|Returns)\n-+\n", docstring)[0].strip()
