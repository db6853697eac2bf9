"""How an answer leaves: at once, or dripped byte by byte, headers too, as from a line that barely holds."""

import io
import time
from typing import Any

from werkzeug.serving import WSGIRequestHandler

HANDLER = "stand_in.handler"


class Handler(WSGIRequestHandler):
    """Says nothing of what goes well. Keeps an answer until it is whole, then sends it."""

    drip_seconds = 0.0

    def make_environ(self) -> Any:
        """As ever, with a way back to here."""
        return super().make_environ() | {HANDLER: self}

    def run_wsgi(self) -> None:
        """Answer one call."""
        line, kept = self.wfile, io.BytesIO()
        self.wfile, self.drip_seconds = kept, 0.0
        try:
            super().run_wsgi()
        finally:
            self.wfile = line
        answer = kept.getvalue()
        step = 1 if self.drip_seconds else len(answer) or 1
        for at in range(0, len(answer), step):
            line.write(answer[at : at + step])
            line.flush()
            time.sleep(self.drip_seconds / len(answer))

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


def drip(environ: dict[str, Any], seconds: float) -> None:
    """Let the answer to this call take so many seconds, one byte after the other; 0: at once."""
    environ[HANDLER].drip_seconds = seconds
