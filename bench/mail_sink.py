"""A mail server in a process of its own that takes everything: what it costs is not the outbox's.

``python -m bench.mail_sink PORT``. It says what SMTP (RFC 5321) needs and keeps nothing.
"""

import socketserver
import sys

ANSWERS = {b"EHLO": b"250 sink\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
TAKEN = b"250 taken\r\n"


class Line(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        """Answer each command; after DATA, read up to the dot."""
        self.wfile.write(b"220 sink\r\n")
        for command in self.rfile:
            verb = command[:4].upper()
            self.wfile.write(ANSWERS.get(verb, TAKEN))
            if verb == b"DATA":
                while self.rfile.readline() != b".\r\n":
                    pass
                self.wfile.write(TAKEN)
            elif verb == b"QUIT":
                return


class Sink(socketserver.ThreadingTCPServer):
    """The server."""

    allow_reuse_address = True
    daemon_threads = True


def main() -> None:
    """Serve until killed."""
    with Sink(("127.0.0.1", int(sys.argv[1])), Line) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
