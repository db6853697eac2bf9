"""Starts the process that decodes a picture (media/decoder.py), and reads its output.

One at a time on a machine: eight pictures sent at once are decoded one after the other, in the memory of one.
Whoever waits holds a thread of the web server, so that few may wait.
"""

import fcntl
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore

import structlog

from chapter import db
from chapter.media import decoder
from chapter.media.decoder import Encoded, PictureSize
from chapter.refusal import Refused

log = structlog.get_logger()
PROGRAM = Path(decoder.__file__)
PATIENCE_SECONDS, LOOKS_EACH = 10.0, 0.05
SECONDS = decoder.SECONDS + 3
"""The decoder's own time limit ends it sooner; this one is for a process that hangs beyond that."""

AT_ONCE = BoundedSemaphore(2)
"""How many threads of one web process may wait here, of the four that it has."""

TOO_LARGE = "That picture is too large. Use a smaller copy: up to 8 MB and 20 megapixels."
NOT_A_PICTURE = "We can’t read that picture. Use a JPEG, PNG, WebP or HEIC."
BUSY = "Other people are sending photos right now. Press the button again in a few seconds."
OUT_OF_BOUNDS = {-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL, decoder.TOO_LARGE}


def decode(sent: bytes, sizes: Sequence[PictureSize]) -> list[Encoded]:
    """``sent`` as WebP in each of ``sizes``, made by a process that ends afterwards. Takes seconds: raises
    RuntimeError inside ``writing()``. Raises Refused."""
    if db.in_writing():
        raise RuntimeError("no picture is opened inside a transaction")
    with _alone() as turn:
        code, made, said = _run(sent, sizes, turn)
    if code == 0:
        return list(_split_sizes(made))
    if code != decoder.NOT_A_PICTURE:
        log.warning("picture_refused", code=code, bytes=len(sent), said=said[-500:])
    raise Refused(TOO_LARGE if code in OUT_OF_BOUNDS else NOT_A_PICTURE)


def _run(sent: bytes, sizes: Sequence[PictureSize], turn: int) -> tuple[int, bytes, str]:
    """Its exit code, its output, its error messages. The child holds the lock as well: should we be killed,
    the next one waits until the child has ended."""
    command = [sys.executable, "-I", str(PROGRAM), *(size.as_argument() for size in sizes)]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={"MALLOC_ARENA_MAX": "1"}, cwd="/", pass_fds=(turn,),
    ) as process:  # fmt: skip
        try:
            made, said = process.communicate(sent, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            made, said = process.communicate()
    return process.returncode, made, said.decode(errors="replace")


@contextmanager
def _alone() -> Iterator[int]:
    """The lock file of this machine, open and locked. Raises Refused when too many wait already."""
    if not AT_ONCE.acquire(blocking=False):
        raise Refused(BUSY)
    try:
        turn = _opened()
        try:
            _wait_for(turn)
            yield turn
        finally:
            os.close(turn)
    finally:
        AT_ONCE.release()


def turn_file() -> Path:
    """The file that whoever decodes here holds locked, in a directory that only we can write: else anybody on
    the machine could hold it, or replace it. Raises OSError when the directory is not ours."""
    ours = Path(tempfile.gettempdir()) / f"chapter-{os.getuid()}"
    ours.mkdir(mode=0o700, exist_ok=True)
    found = ours.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(f"{ours} is not ours alone")
    return ours / "pictures.lock"


def _opened() -> int:
    """The lock file, open. Raises Refused when it can't be opened; the log says why."""
    try:
        return os.open(turn_file(), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        log.error("no_turn_for_pictures", exc_info=error)
        raise Refused(BUSY) from error


def _wait_for(turn: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Refused(BUSY) from None
            time.sleep(LOOKS_EACH)
        else:
            return


def _split_sizes(made: bytes) -> Iterator[Encoded]:
    at = 0
    while at < len(made):
        length, width, height = decoder.HEAD.unpack_from(made, at)
        at += decoder.HEAD.size
        yield Encoded(made[at : at + length], width, height)
        at += length
