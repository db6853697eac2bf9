"""How gunicorn serves ``wsgi:app``. What its command line says wins: ``-b``, ``-w``, and the rest.

Threads let a page through while another visitor's password is being hashed or her phone reads slowly; two
processes use two cores. A request that takes longer than ``timeout`` is cut off and its process replaced.
"""

import gc
from typing import Any

from gunicorn.glogging import Logger

from chapter.logs.configuration import RedactingFormatter
from chapter.startup_checks import exit_with
from config import SettingsError, web_concurrency
from config import bind as where
from config_addresses import check_place

try:
    bind, workers = where(), web_concurrency()
except SettingsError as error:
    exit_with(error)

worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 20
keepalive = 5
limit_request_line = 8190

preload_app = True
"""The application is assembled once, before the processes part: half the start, and its memory is shared."""

gc.disable()
"""While all is loaded nothing becomes garbage; looking for some takes a sixth of the start."""


def on_starting(server: Any) -> None:
    """Say in a sentence that it can't listen there, also where ``-b`` says it."""
    try:
        for place in server.cfg.settings["bind"].get():
            check_place(place)
    except SettingsError as error:
        exit_with(error)


def when_ready(_server: object) -> None:
    """Leave what was loaded alone, so that the collector does not copy shared pages into each process."""
    gc.collect()
    gc.freeze()
    gc.enable()


class Log(Logger):
    """gunicorn's own lines, also those of ``--access-logfile``: no secret of a link, no email, no query or
    Referer that holds one."""

    def setup(self, cfg: object) -> None:
        """As gunicorn does it, with another form of each line."""
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.setFormatter(RedactingFormatter(handler.formatter))


logger_class = Log
