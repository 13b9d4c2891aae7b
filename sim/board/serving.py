"""The server of the page: on this machine alone, until it is told to stop."""

import errno
import os
import signal
import socket
import tempfile
import warnings
from collections.abc import Callable
from typing import Any, Final

from sim.board.settings import Settings
from sim.faults import Fault, InputError, need
from sim.stopping import STOPPING

HOST: Final = "127.0.0.1"
"""Where it listens: nobody else can reach it."""

PAGE: Final = "sim.board.page"
"""The module of the page."""

GRACE: Final = 1
"""Seconds that visitors' connections are given to end."""

FORGOTTEN: Final = "10m"
"""How long a visitor who has left is remembered, so that a page can be found again."""


def serve(settings: Settings, port: int | None, announce: Callable[[str], None]) -> None:
    """Serve the page until told to stop.

    Parameters
    ----------
    settings
        What each visitor begins with.
    port
        Where to listen; any free port where None.
    announce
        Is told the address once visitors can come.

    Raises
    ------
    InputError
        Where Solara is not installed, or the port is taken.
    KeyboardInterrupt
        Where it is told to stop.
    """
    uvicorn = need("uvicorn", "dashboard")
    listening = _listen(port)
    address = f"http://{HOST}:{listening.getsockname()[1]}"

    class Announced(uvicorn.Server):  # type: ignore[name-defined, misc]
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            announce(address)

    # Solara keeps files of its own in a folder, by default in the home of the user.
    with listening, tempfile.TemporaryDirectory(prefix="sim-") as home:
        os.environ.setdefault("SOLARA_HOME", home)
        options = uvicorn.Config(
            _application(settings), log_level="error", timeout_graceful_shutdown=GRACE, lifespan="on"
        )
        uvicorn.server.HANDLED_SIGNALS = _heard()
        Announced(options).run(sockets=[listening])


def _heard() -> tuple[int, ...]:
    """Return the signals that tell it to stop; those that are ignored here stay so."""
    numbers = [number for name in STOPPING if (number := getattr(signal, name, None)) is not None]
    return tuple(number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN)


def _listen(port: int | None) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port or 0))
    except OSError as error:
        listening.close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        expected = "a free one, such as any from 1024 on that no other program listens at"
        raise InputError([Fault("--port", "", f"{port}, where one cannot listen", expected)]) from None
    return listening


def _application(settings: Settings) -> Any:
    """Set up Solara, so that it loads, sends and keeps nothing of its own, and the page in it."""
    of_solara = need("solara.server.settings", "dashboard")
    of_solara.telemetry.mixpanel_enable = False
    of_solara.main.mode = "production"
    of_solara.theme.loader, of_solara.theme.show_banner = "plain", False
    of_solara.assets.fontawesome_enabled = False
    of_solara.kernel.cull_timeout = FORGOTTEN
    # On this machine alone a cookie needs no other frame to be sent in.
    warnings.filterwarnings("ignore", message="Cookies with samesite")
    os.environ["SOLARA_APP"] = PAGE
    need(PAGE, "dashboard").OPENED.settings = settings
    hosts = need("starlette.middleware.trustedhost", "dashboard")
    application = need("solara.server.starlette", "dashboard").app
    # Other names for this machine are those of pages that would read along.
    return hosts.TrustedHostMiddleware(application, allowed_hosts=[HOST, "localhost"])
