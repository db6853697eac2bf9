"""A proxy on loopback that spoils what goes through it: for Stripe's bad days."""

import http.client
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

KEPT = ("Authorization", "Content-Type", "Idempotency-Key", "Stripe-Version")


class FaultProxy(ThreadingHTTPServer):
    """In front of ``base``. ``fault``: "" lets calls through; "cut" hands the call on and hangs up before the
    answer; "silent" never answers; "lost" never hands it on and hangs up; "broken" answers 500; "empty"
    answers ``{}``; "drips" sends the answer a byte each 50 ms, and would go on for a minute."""

    daemon_threads = True

    def __init__(self, base: str) -> None:
        super().__init__(("127.0.0.1", 0), Through)
        self.base, self.fault = base, ""
        self.ending = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """The address to call instead of ``base``."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def end(self) -> None:
        """Listen no more: from now on a call is refused."""
        self.ending.set()
        self.shutdown()
        self.server_close()


class Through(BaseHTTPRequestHandler):
    """Answers the calls, each in a thread of its own."""

    server: FaultProxy

    def do_GET(self) -> None:
        """Hand the call on to ``base``, or spoil it as ``fault`` says."""
        fault = self.server.fault
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if fault == "silent":
            self.server.ending.wait()
        if fault in {"silent", "lost"}:
            self.close_connection = True
            return
        if fault == "broken":
            self._say(500, b'{"error": {"type": "api_error", "message": "Something went wrong."}}')
            return
        status, answer = self._hand_on(body)
        if fault == "cut":
            self.close_connection = True
        elif fault == "drips":
            self._drip(answer)
        else:
            self._say(status, b"{}" if fault == "empty" else answer)

    do_POST = do_GET

    def log_message(self, *_parts: Any) -> None:
        """Keep http.server's own lines out of the tests' output."""

    def _hand_on(self, body: bytes) -> tuple[int, bytes]:
        headers = {name: self.headers[name] for name in KEPT if name in self.headers}
        with closing(http.client.HTTPConnection(urlsplit(self.server.base).netloc)) as line:
            line.request(self.command, self.path, body or None, headers)
            with line.getresponse() as answer:
                return answer.status, answer.read()

    def _drip(self, body: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.close_connection = True
        for byte in head.encode() + body:
            if self.server.ending.wait(0.05):
                return
            try:
                self.wfile.write(bytes([byte]))
            except OSError:
                return

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
