"""Eight hostile forms or pictures at once: a worker stays small, and what opens pictures is gone afterwards.

Real gunicorn, one worker with its threads, so that all eight meet in one process. How large it was at most is
what the kernel says (VmHWM); the processes that it starts are looked at every few milliseconds.

    python -m tests.proof.memory [--at-once 8] [--unbounded]
"""

import argparse
import http.client
import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Event, Thread

from PIL import Image

from tests import databases, factories
from tests.proof.processes import Processes
from tests.proof.visitor import Visitor

WORKER_MOST, DECODER_MOST = 250, 400
"""MB."""

LOOK_EACH, GONE_WITHIN = 0.004, 3.0
MEGABYTE = 1024 * 1024
TIMEOUT_SECONDS = 60
FIELDS = "application/x-www-form-urlencoded"
PARTED = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n'
NINE, LARGE_PNG = "nine megabytes", "PNG of 49 megapixels"
Chunks = Callable[[], Iterator[bytes]]


@dataclass
class Outcome:
    """How large the worker and what it started were at most, in MB; how each kind of attack was answered."""

    before: int = 0
    worker: int = 0
    decoder: int = 0
    decoders: int = 0
    left_over: int = 0
    answers: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether all stayed within bounds, pictures were opened elsewhere, and nothing was our fault."""
        small = self.worker < WORKER_MOST and self.decoder < DECODER_MOST
        kind = all(status < "500" for said in self.answers.values() for status in said)
        return small and kind and self.decoders > 0 and not self.left_over


class Watch(Thread):
    """Looks at a worker and at the processes that it starts, until it is told to stop."""

    def __init__(self, worker: int) -> None:
        super().__init__(daemon=True)
        self.worker, self.over = worker, Event()
        self.sizes: dict[int, int] = {}

    def run(self) -> None:
        """Each process that it started, as large as it was ever seen."""
        while not self.over.wait(LOOK_EACH):
            for one in children_of(self.worker):
                self.sizes[one] = max(self.sizes.get(one, 0), largest(one))


def largest(process: int) -> int:
    """The most that a process ever held, in MB; 0 of one that is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    held = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(held[0]) // 1024 if held else 0


def children_of(process: int) -> list[int]:
    """The processes that one started, and that run."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        try:
            found += map(int, (task / "children").read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue  # a thread that has ended meanwhile
    return found


def picture(kind: str, size: tuple[int, int], mode: str = "RGB", **more: object) -> bytes:
    """A small file that unfolds to many pixels."""
    out = io.BytesIO()
    Image.new(mode, size, 128 if mode == "L" else "#b25b3a").save(out, kind, **more)
    return out.getvalue()


def as_a_photo(sent: bytes, token: str) -> bytes:
    """The form that brings a photo."""
    head = PART % b"csrf_token" + b"\r\n" + token.encode() + b"\r\n"
    return head + PART.replace(b'"%s"', b'"photo"; filename="a"') + b"\r\n" + sent + b"\r\n--x--\r\n"


def pictures() -> dict[str, Callable[[], bytes]]:
    """What unfolds most, of each kind; the first is more than may be."""
    return {
        "JPEG of 108 megapixels": lambda: picture("JPEG", (12_000, 9_000), "L"),
        LARGE_PNG: lambda: picture("PNG", (7_000, 7_000), "RGBA", compress_level=1),
        "progressive JPEG of 49 megapixels": lambda: picture(
            "JPEG", (7_000, 7_000), progressive=True, subsampling=0, quality=30
        ),
        "WebP of 20 megapixels": lambda: picture("WEBP", (5_000, 4_000), method=0, quality=10),
    }


def forms() -> dict[str, tuple[str, bytes]]:
    """Bodies that say how long they are, and cost most to take apart."""
    headers = PART % b"a" + b"abc:d\r\n" * 49_000 + b"\r\n1\r\n"
    return {
        "half a million fields": (FIELDS, b"a&" * (MEGABYTE // 2)),
        "a thousand fields": (FIELDS, b"&".join([b"a" * 1000] * 1000)),
        "a megabyte of escapes": (FIELDS, b"email=" + b"%C3%A9" * (MEGABYTE // 6 - 2)),
        "long fields of escapes": (FIELDS, b"&".join([b"%C3%A9=%C3%A9" * 14_000] * 5)),
        "many headers": (PARTED, headers + b"--x--\r\n"),
        "a thousand parts": (PARTED, (PART % b"a" + b"\r\n" + b"1" * 900 + b"\r\n") * 990 + b"--x--\r\n"),
        NINE: (FIELDS, b"a&" * (9 * MEGABYTE // 2)),
    }


def without_a_length() -> Iterator[bytes]:
    """9.5 MB of fields in chunks."""
    for _ in range(95):
        yield b"a&" * 50_000


def sent(stage: Processes, path: str, kind: str, body: bytes | Chunks, cookies: dict[str, str]) -> int:
    """The status of one POST; 0 when the line was cut, as of a body that nobody reads to its end."""
    line = http.client.HTTPConnection("127.0.0.1", stage.port, timeout=TIMEOUT_SECONDS)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    try:
        whole = body if isinstance(body, bytes) else body()
        chunked = not isinstance(body, bytes)
        line.request("POST", path, whole, {"Content-Type": kind, "Cookie": cookie}, encode_chunked=chunked)
        return line.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        return 0
    finally:
        line.close()


def at_once(many: int, one: Callable[[int], int]) -> dict[str, int]:
    """How often each answer came, to ``many`` at the same moment."""
    with ThreadPoolExecutor(many) as pool:
        statuses = list(pool.map(one, range(many)))
    return {str(status): statuses.count(status) for status in sorted(set(statuses))}


def members(stage: Processes, many: int) -> list[tuple[Visitor, str]]:
    """So many who signed in, each with the token of her forms."""
    found = []
    with stage.app().app_context():
        emails = [factories.an_account().email for _ in range(many)]
    for number, email in enumerate(emails):
        visitor = Visitor(stage.port, f"10.0.0.{number + 1}")
        token = visitor.get("/signin").hidden()["csrf_token"]
        visitor.post("/signin", email=email, password=factories.PASSWORD, csrf_token=token)
        found.append((visitor, visitor.get("/me/profile").hidden()["csrf_token"]))
    return found


def wrong_password(visitor: Visitor, number: int) -> int:
    """A try to sign in, which makes the hash of a password."""
    stranger = Visitor(visitor.port, visitor.address)
    token = stranger.get("/signin").hidden()["csrf_token"]
    return stranger.post("/signin", email=f"{number}@proof.test", password="wrong", csrf_token=token).status


def attacks(
    stage: Processes, they: list[tuple[Visitor, str]]
) -> dict[str, Callable[[], Callable[[int], int]]]:
    """Each kind, by name: what makes what one of many does, who knows her number."""

    def form(kind: str, body: bytes | Chunks) -> Callable[[], Callable[[int], int]]:
        return lambda: lambda _: sent(stage, "/signin", kind, body, {})

    def photo(make: Callable[[], bytes]) -> Callable[[], Callable[[int], int]]:
        file = cache(make)

        def upload(number: int) -> int:
            visitor, token = they[number]
            return sent(stage, "/me/photo", PARTED, as_a_photo(file(), token), visitor.cookies)

        def ready() -> Callable[[int], int]:
            file()
            return upload

        return ready

    return {
        "chunks": form(FIELDS, without_a_length),
        "wrong passwords": lambda: lambda number: wrong_password(they[number][0], number),
        **{name: form(*body) for name, body in forms().items()},
        **{name: photo(make) for name, make in pictures().items()},
    }


def run(url: str, *, many: int = 8, application: str = "wsgi:app", kinds: tuple[str, ...] = ()) -> Outcome:
    """The whole proof on one database; ``kinds``: of these attacks alone."""
    with Processes(url, workers=1, application=application) as stage:
        they = members(stage, many)
        worker = children_of(stage._processes[0].pid)[0]
        watch, before = Watch(worker), largest(worker)
        watch.start()
        chosen = {name: make for name, make in attacks(stage, they).items() if not kinds or name in kinds}
        answers = {name: at_once(many, make()) for name, make in chosen.items()}
        until = time.monotonic() + GONE_WITHIN
        while children_of(worker) and time.monotonic() < until:
            time.sleep(LOOK_EACH)
        watch.over.set()
        watch.join()
        sizes = watch.sizes
        return Outcome(
            before, largest(worker), max(sizes.values(), default=0), len(sizes), len(children_of(worker)),
            answers=answers,
        )  # fmt: skip


def main() -> int:
    """One JSON line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--at-once", type=int, default=8)
    options.add_argument("--unbounded", action="store_true")
    given = options.parse_args()
    application = "tests.proof.control_unbounded:app" if given.unbounded else "wsgi:app"
    with databases.for_a_proof("sqlite") as url:
        outcome = run(url, many=given.at_once, application=application)
    sys.stdout.write(json.dumps({"proof": "memory", **vars(outcome), "whole": outcome.whole}) + "\n")
    return 0 if outcome.whole else 1


if __name__ == "__main__":
    sys.exit(main())
