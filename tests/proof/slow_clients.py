"""Many who send slowly, a byte each two seconds: others are served all the same (row 23).

Behind a proxy with the settings of docs/proxy, which gathers what is sent before gunicorn hears of it. The
negative controls: the same proxy without gathering (Caddy's usual way), and gunicorn alone.

    python -m tests.proof.slow_clients [--proxy caddy|nginx|none] [--slow 16] [--kind bodies|headers]
        [--streaming]
"""

import argparse
import http.client
import json
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from tests import databases
from tests.proof import memory
from tests.proof.processes import HERE, Processes, free_port

OTHERS, AT_ONCE, SLOW_SECONDS, WARM_UP = 60, 4, 0.5, 24
EACH_SECONDS, SETTLE_SECONDS, GIVE_UP_SECONDS = 2.0, 3.0, 8.0
UP_WITHIN_SECONDS = 15
UPLOAD = 11 * memory.MEGABYTE
HEAD = b"POST /signin HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SETTINGS = HERE / "docs" / "proxy"
GATHERING = re.compile(
    r"^\s*(request_buffers|buffer_requests|max_buffer_size|proxy_request_buffering)\b.*\n", re.M
)


@dataclass
class Outcome:
    """How 60 others fared, in seconds, how many of them waited over half a second, and what a photo got."""

    proxy: str
    kind: str
    slow: int
    asked: int = OTHERS
    others: int = 0
    late: int = 0
    median: float = 0.0
    longest: float = 0.0
    upload: int = 0
    too_large: int = 0

    @property
    def whole(self) -> bool:
        """Whether nobody waited, and a photo came through while one that is too large did not."""
        passed = self.proxy == "none" or (self.upload in {200, 303, 422} and self.too_large == 413)
        return self.others == self.asked and self.late == 0 and passed


def settings_of(proxy: str, version: str = "") -> Path:
    """The file that is shipped for that proxy; Caddy before 2.6.4 (Debian 12) has one of its own."""
    if proxy == "nginx":
        return SETTINGS / "nginx.conf"
    early = tuple(int(part) for part in re.findall(r"\d+", version)[:3]) < (2, 6, 4)
    return SETTINGS / ("Caddyfile.debian-12" if early else "Caddyfile")


def for_here(proxy: str, text: str, at: int, behind: int, folder: Path) -> str:
    """The shipped settings with what a test can't have taken out: names, certificates, the usual ports."""
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    if proxy == "caddy":
        text = text.replace("{\n", "{\n\tadmin off\n\tauto_https off\n", 1)
        return text.replace("chapter.example.org {", f"http://127.0.0.1:{at} {{")
    server = text[text.rindex("\nserver {") :]
    server = re.sub(r"^\s*(ssl_|listen \[).*\n", "", server, flags=re.M)
    server = re.sub(r"listen 443 .*;", f"listen 127.0.0.1:{at};", server)
    places = "".join(f"{name}_temp_path {folder}/{name};\n" for name in TEMPORARY)
    head = f"user root;\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/errors;\nevents {{}}\n"
    return f"{head}http {{\naccess_log off;\n{places}{server}}}\n"


TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def standing(proxy: str, binary: str, behind: int, *, streaming: bool) -> Iterator[int]:
    """A proxy in front of that port; where it listens."""
    at, folder = free_port(), Path(tempfile.mkdtemp(prefix="chapter-proxy-"))
    version = subprocess.run([binary, "version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - the proxy
    text = settings_of(proxy, version).read_text()
    if streaming:
        text = GATHERING.sub("", text)
        text = text.replace("proxy_pass", "proxy_http_version 1.1;\nproxy_request_buffering off;\nproxy_pass")
    file = folder / "settings"
    file.write_text(for_here(proxy, text, at, behind, folder))
    caddy = [binary, "run", "--config", str(file), "--adapter", "caddyfile"]
    command = caddy if proxy == "caddy" else [binary, "-c", str(file), "-e", f"{folder}/errors"]
    it = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - the proxy
    try:
        wait_for(at, it)
        yield at
    finally:
        it.send_signal(signal.SIGTERM)
        it.wait()
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(port: int, it: "subprocess.Popen[bytes]") -> None:
    """Until the proxy answers. Raises TimeoutError."""
    until = time.monotonic() + UP_WITHIN_SECONDS
    while time.monotonic() < until and it.poll() is None:
        if asked(port, "/healthz")[0] == 200:
            return
        time.sleep(0.1)
    raise TimeoutError("the proxy did not come up")


def asked(port: int, path: str) -> tuple[int, float]:
    """The status of a GET, 0 of none, and how long it took."""
    began = time.monotonic()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVE_UP_SECONDS)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        return answer.status, time.monotonic() - began
    except (OSError, http.client.HTTPException):
        return 0, time.monotonic() - began
    finally:
        line.close()


def drip(port: int, kind: str, over: Event) -> None:
    """One who sends slowly, anew whenever she is cut off."""
    first = HEAD + b"Content-Length: 900\r\n\r\n" if kind == "bodies" else HEAD + b"X-Slow: "
    while not over.is_set():
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=GIVE_UP_SECONDS) as line:
                line.sendall(first)
                while not over.wait(EACH_SECONDS):
                    line.sendall(b"a")
        except OSError:
            over.wait(0.1)


def run(
    url: str, *, proxy: str = "none", binary: str = "", slow: int = 16, kind: str = "bodies",
    streaming: bool = False, others: int = OTHERS,
) -> Outcome:  # fmt: skip
    """The whole proof on one database."""
    with Processes(url) as stage:
        if proxy == "none":
            return measured(Outcome(proxy, kind, slow, others), stage.port)
        with standing(proxy, binary or proxy, stage.port, streaming=streaming) as port:
            outcome = measured(Outcome(proxy, kind, slow, others), port)
            stage.port, behind = port, stage.port
            outcome.upload, outcome.too_large = photo(stage, UPLOAD), photo(stage, 14 * memory.MEGABYTE)
            stage.port = behind
            return outcome


def measured(outcome: Outcome, port: int) -> Outcome:
    """Others come while the slow ones send; the first pages were made before."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda _: asked(port, "/"), range(WARM_UP)))
    over = Event()
    senders = [Thread(target=drip, args=(port, outcome.kind, over)) for _ in range(outcome.slow)]
    for sender in senders:
        sender.start()
    time.sleep(SETTLE_SECONDS)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: asked(port, "/"), range(outcome.asked)))
    over.set()
    for sender in senders:
        sender.join()
    took = [seconds for _, seconds in answers]
    outcome.others = sum(status == 200 for status, _ in answers)
    outcome.late = sum(seconds > SLOW_SECONDS for seconds in took)
    outcome.median, outcome.longest = round(statistics.median(took), 3), round(max(took), 3)
    return outcome


def photo(stage: Processes, size: int) -> int:
    """The status that a member's photo of so many bytes gets; 0 when the line was cut."""
    visitor, token = memory.members(stage, 1)[0]
    file = memory.picture("JPEG", (300, 300))
    body = memory.as_a_photo(file + bytes(size - len(file)), token)
    return memory.sent(stage, "/me/photo", memory.PARTED, body, visitor.cookies)


def main() -> int:
    """One JSON line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--proxy", choices=("caddy", "nginx", "none"), default="caddy")
    options.add_argument("--binary", default="", help="where the proxy's program is, unless on the path")
    options.add_argument("--slow", type=int, default=16)
    options.add_argument("--kind", choices=("bodies", "headers"), default="bodies")
    options.add_argument("--streaming", action="store_true", help="without gathering: the negative control")
    given = options.parse_args()
    with databases.for_a_proof("sqlite") as url:
        outcome = run(
            url, proxy=given.proxy, binary=given.binary, slow=given.slow, kind=given.kind,
            streaming=given.streaming,
        )  # fmt: skip
    said = {"proof": "slow", **vars(outcome), "streaming": given.streaming, "whole": outcome.whole}
    sys.stdout.write(json.dumps(said) + "\n")
    return 0 if outcome.whole else 1


if __name__ == "__main__":
    sys.exit(main())
