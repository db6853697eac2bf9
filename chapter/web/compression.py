"""Pages leave compressed, also where no proxy does it; what is compressed already stays as it is.

A reader's secrets in a page (the token of its forms) are masked anew for each response (csrf.py), so that the
length of a page tells nothing about them (BREACH, 2013).
"""

from flask import Flask, Response, request
from flask_compress import Compress

KINDS = [
    "text/html", "text/css", "text/plain", "text/calendar", "text/javascript", "text/xml", "application/json",
    "application/problem+json", "application/manifest+json", "application/atom+xml", "application/rss+xml",
    "application/xml", "image/svg+xml",
]  # fmt: skip
"""What gets smaller. Pictures, fonts and PDFs are compressed by themselves."""


ALGORITHMS = ["zstd", "br", "gzip"]
"""The best first."""


def register(app: Flask) -> None:
    """Compress whole responses by the best of what the browser takes; files that are sent piece by piece
    stay as they are."""
    app.config.update(
        COMPRESS_MIMETYPES=KINDS,
        COMPRESS_STREAMS=False,
        COMPRESS_ALGORITHM=ALGORITHMS,
        COMPRESS_REGISTER=False,
    )
    compress = Compress(app)

    @app.after_request
    def _compressed(response: Response) -> Response:
        if response.mimetype not in KINDS:
            return response
        # Flask-Compress 1.25 takes "gzip;q=0" for a wish: RFC 9110, 12.4.2 has it mean "never".
        if any(request.accept_encodings.quality(name) > 0 for name in ALGORITHMS):
            return compress.after_request(response)
        response.vary.add("Accept-Encoding")
        return response
