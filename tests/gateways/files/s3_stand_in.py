"""A bucket on this machine that speaks as much of S3 as the chapter asks: it checks each request by its own
reading of Signature Version 4 (the page sig-v4-header-based-auth of Amazon's S3 API), lists by pages,
and can be ill."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

KEY, SECRET, REGION, BUCKET = "AKIATEST", "a/secret+of=tests", "lake-1", "pictures-of-tests"
MODIFIED = "2026-11-30T10:00:00.000Z"


class Bucket:
    """What the stand-in holds, and how it behaves. ``status``: it answers everything with this instead."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.modified: dict[str, str] = {}
        self.page = 2
        self.status = 0
        self.refused: list[str] = []
        self.port = 0

    def setting(self, *, key: str = KEY, secret: str = SECRET, bucket: str = BUCKET) -> str:
        """FILES_STORE for this bucket."""
        return f"s3:http://{key}:{quote(secret, safe='')}@127.0.0.1:{self.port}/{bucket}?region={REGION}"


@contextmanager
def running() -> Iterator[Bucket]:
    """A stand-in that answers until the end."""
    bucket = Bucket()

    class Answering(_Handler):
        held = bucket

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    bucket.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def signature(method: str, target: str, headers: dict[str, str], signed: str, date: str, secret: str) -> str:
    """The signature of a request, by the letter of the rule."""
    parts = urlsplit(target)
    pairs = sorted((quote(k, safe="-_.~"), quote(v, safe="-_.~")) for k, v in parse_qsl(parts.query, True))
    canonical = "\n".join(
        [
            method,
            quote(unquote(parts.path), safe="/-_.~") or "/",
            "&".join(f"{k}={v}" for k, v in pairs),
            *(f"{name}:{' '.join(headers[name].split())}" for name in signed.split(";")),
            "",
            signed,
            headers["x-amz-content-sha256"],
        ]
    )
    scope = f"{date[:8]}/{REGION}/s3/aws4_request"
    what = "\n".join(["AWS4-HMAC-SHA256", date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, what.encode(), hashlib.sha256).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    held: Bucket
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_PUT(self) -> None:
        """Keep a file."""
        self._answer("PUT")

    def do_GET(self) -> None:
        """A file, or the names of some."""
        self._answer("GET")

    def do_DELETE(self) -> None:
        """Delete a file."""
        self._answer("DELETE")

    def _answer(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        bucket, _, key = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
        why = self._fault(method, body, bucket)
        if self.held.status:
            self._send(self.held.status, _error("SlowDown"))
        elif why:
            self.held.refused.append(why)
            self._send(404 if why == "NoSuchBucket" else 403, _error(why))
        elif not key:
            self._send(200, self._listing())
        else:
            self._about(method, key, body)

    def _about(self, method: str, key: str, body: bytes) -> None:
        if method == "PUT":
            self.held.files[key] = body
            self.held.types[key] = self.headers["Content-Type"]
            self._send(200, b"")
        elif method == "DELETE":
            self.held.files.pop(key, None)
            self._send(204, b"")
        elif key in self.held.files:
            self._send(200, self.held.files[key])
        else:
            self._send(404, _error("NoSuchKey"))

    def _fault(self, method: str, body: bytes, bucket: str) -> str:
        headers = {name.lower(): value for name, value in self.headers.items()}
        given = dict(
            part.strip().split("=", 1)
            for part in headers.get("authorization", "").removeprefix("AWS4-HMAC-SHA256 ").split(",")
            if "=" in part
        )
        if given.get("Credential", "").split("/")[0] != KEY:
            return "InvalidAccessKeyId"
        if hashlib.sha256(body).hexdigest() != headers["x-amz-content-sha256"]:
            return "XAmzContentSHA256Mismatch"
        signed, date = given["SignedHeaders"], headers["x-amz-date"]
        if "host" not in signed.split(";"):
            return "AccessDenied"
        if signature(method, self.path, headers, signed, date, SECRET) != given["Signature"]:
            return "SignatureDoesNotMatch"
        return "" if bucket == BUCKET else "NoSuchBucket"

    def _listing(self) -> bytes:
        asked = dict(parse_qsl(urlsplit(self.path).query))
        after = asked.get("continuation-token", "")
        prefix = asked.get("prefix", "")
        keys = [key for key in sorted(self.held.files) if key.startswith(prefix) and key > after]
        page = keys[: min(self.held.page, int(asked.get("max-keys", 1000)))]
        more = len(page) < len(keys)
        names = "".join(
            f"<Contents><Key>{escape(key)}</Key>"
            f"<LastModified>{self.held.modified.get(key, MODIFIED)}</LastModified></Contents>"
            for key in page
        )
        token = f"<NextContinuationToken>{page[-1]}</NextContinuationToken>" if more else ""
        return (
            '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}{names}</ListBucketResult>"
        ).encode()

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
