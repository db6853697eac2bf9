"""How a response is sent: at once, or byte by byte, headers too, as over a bad connection."""

import io
import time
from typing import Any

from werkzeug.serving import WSGIRequestHandler

HANDLER = "stand_in.handler"


class Handler(WSGIRequestHandler):
    """Logs no requests. Buffers a response until it is whole, then sends it."""

    drip_seconds = 0.0

    def make_environ(self) -> Any:
        """The usual WSGI environ, with a reference to this handler."""
        return super().make_environ() | {HANDLER: self}

    def run_wsgi(self) -> None:
        """Run the application for one call, and send its response."""
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
        """Log nothing."""


def drip(environ: dict[str, Any], seconds: float) -> None:
    """Let the response to this call take so many seconds, one byte after the other; 0: at once."""
    environ[HANDLER].drip_seconds = seconds
