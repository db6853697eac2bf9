"""``make bench``: the rows of docs/performance.md that exist, as a table and in instance/bench.json.

Baseline and subject run in alternating rounds; the ratio is taken round by round and the median counts,
because a shared machine drifts.
"""

import json
import os
import platform
import secrets
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench import cancellation, directory, door, giving, hello, matching, office, outbox, rsvp
from bench.load import Cost, Reply, ask, burst
from bench.processes import HERE, Stack
from bench.results import Row

ROUNDS = 3
REQUESTS = 300


Ask = Callable[[int], Reply]


def against_baseline(
    what: str, subject: tuple[Stack, Ask, int], baseline: tuple[Stack, Ask, int], most: float
) -> Row:
    """CPU of the subject as a multiple of the baseline's, in alternating rounds."""
    ratios: list[float] = []
    last: list[Cost] = []
    for _ in range(ROUNDS):
        below = burst(baseline[0], REQUESTS, baseline[1], baseline[2])
        above = burst(subject[0], REQUESTS, subject[1], subject[2])
        ratios.append(above.cpu_ms / below.cpu_ms)
        last = [above, below]
    ratio = statistics.median(ratios)
    above, below = last
    detail = (
        f"{above.cpu_ms:.2f} ms CPU to {below.cpu_ms:.2f}; {above.per_second:.0f}/s, median "
        f"{above.median_ms:.1f} ms, p99 {above.p99_ms:.1f} ms; {', '.join(f'{r:.2f}' for r in ratios)}"
    )
    return Row(what, round(ratio, 2), "× baseline", f"at most {most}", ratio <= most, detail)


def pages(chapter: Stack, baseline: Stack) -> list[Row]:
    """Whole pages, and the same pages asked for again."""
    rows = []
    for what, path, token, most in (
        ("Event page with live seats and form", "/events/full-house", "&token=1", 1.2),
        ("Home", "/", "", 1.5),
        ("List of events", "/events/", "", 1.5),
        ("Drive page with meter and wall", "/give/give-something-nice", "&token=1", 1.5),
    ):
        size = len(ask(chapter, "GET", path).body)
        page, bare = _get(chapter, path), _get(baseline, f"/page?bytes={size}{token}")
        rows.append(
            against_baseline(f"{what} ({size // 1024} KB)", (chapter, page, 200), (baseline, bare, 200), most)
        )
    for what, path in (
        ("Home asked again", "/"),
        ("List asked again", "/events/"),
        ("Calendar feed asked again", "/events.ics"),
        ("Event's calendar file asked again", "/events/full-house.ics"),
    ):
        tag = ask(chapter, "GET", path).headers["ETag"] or ""
        again = _get(chapter, path, If_None_Match=tag)
        rows.append(
            against_baseline(what, (chapter, again, 304), (baseline, _get(baseline, "/unchanged"), 304), 1.1)
        )
    return rows


def _get(stack: Stack, path: str, **headers: str) -> Ask:
    return lambda _number: ask(stack, "GET", path, None, None, **headers)


def sizes(chapter: Stack) -> list[Row]:
    """Cold start and memory after load."""
    memory = chapter.megabytes_per_worker()
    start = chapter.cold_start_seconds
    return [
        Row("Cold start to first 200", round(start, 2), "s", "under 2", start < 2, "gunicorn, two workers"),
        Row(
            "Memory of a worker after load",
            round(memory, 1),
            "MB",
            "under 90",
            memory < 90,
            "proportional (PSS)",
        ),
    ]


def sample_chapter(folder: Path) -> dict[str, str]:
    """Build the sample chapter in ``folder``; the settings to serve it with."""
    environment = {
        "CHAPTER_ENV": "test",
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite'}",
        "SECRET_KEY": secrets.token_hex(32),
        "ENCRYPTION_KEY": secrets.token_hex(32),
        "BASE_URL": "http://127.0.0.1:5000",
        "TRUSTED_PROXIES": "1",
    }
    _run(environment, "-m", "flask", "--app", "wsgi", "demo", "build")
    return environment


def _run(environment: dict[str, str], *arguments: str) -> None:
    surroundings = {**os.environ, **environment}
    subprocess.run([sys.executable, *arguments], cwd=HERE, env=surroundings, check=True)  # noqa: S603 - ours


def measure() -> list[Row]:
    """Every row."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = sample_chapter(folder)
        bare = {"BASELINE_DATABASE": str(folder / "baseline.sqlite")}
        _run(bare, "-c", "from bench import baseline; baseline.prepare()")
        with Stack("wsgi:app", settings) as chapter, Stack("bench.baseline:app", bare) as baseline:
            rows = pages(chapter, baseline)
            rows += rsvp.rows(chapter, baseline, settings)
            rows += office.rows(chapter)
            rows += sizes(chapter)
            rows += giving.rows(baseline, settings)
        rows += cancellation.rows(settings)
        rows += outbox.rows(settings)
        rows += door.rows(settings)
    rows += directory.rows()
    rows += matching.rows()
    rows += hello.rows()
    rows += office.among_many()
    return rows


def main() -> int:
    """Measure, print the table, keep it."""
    rows = measure()
    for row in rows:
        mark = "ok  " if row.met else "OVER"
        sys.stdout.write(f"{mark} {row.what:<42} {row.got:>8} {row.unit:<10} {row.target:<16} {row.detail}\n")
    kept = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "rows": [asdict(row) for row in rows],
    }
    (HERE / "instance" / "bench.json").write_text(json.dumps(kept, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
