"""What a keystroke in the directory costs: at two sizes, on both databases, with every rule of privacy."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote_plus

from bench.load import Cost, Reply, ask, burst
from bench.processes import HERE, Stack
from bench.results import Row
from bench.sign_in import signed_in
from tests.databases import for_a_proof

MEMBERS = ("member@chapter.test", "newcomer@chapter.test")
TYPED = (
    "m", "ma", "mar", "mari", "maria", "krystyna mazur", "kristina masur", "bookk", "bokkeeping",
    "raghunatan", "welding", "tax fo", "halsted bak", "uptown", "hernandez", "priya r", "zzzz",
    "adaeze okonkwo", "leases", "swahili",
)  # fmt: skip
FEW, MANY, REQUESTS = 10_000, 100_000, 200
MOST_CPU, MOST_P99 = 12.0, 50.0


def rows() -> Iterator[Row]:
    """One row for each database, and how the cost grows with ten times the people."""
    for kind in ("sqlite", "postgresql"):
        few, many = (_keystroke(kind, people) for people in (FEW, MANY))
        met = many.cpu_ms <= MOST_CPU and many.p99_ms < MOST_P99
        detail = f"{kind}; median {many.median_ms:.1f} ms, p99 {many.p99_ms:.1f} ms, four at a time"
        yield Row(
            f"Directory, one keystroke, {MANY:,} people", round(many.cpu_ms, 1), "ms CPU",
            f"at most {MOST_CPU:.0f}", met, detail,
        )  # fmt: skip
        growth = many.cpu_ms / few.cpu_ms
        yield Row(
            "The same to a tenth of the people", round(growth, 2), "×", "under 10", growth < 10,
            f"{kind}; {few.cpu_ms:.1f} ms CPU with {FEW:,}",
        )  # fmt: skip


def _keystroke(kind: str, people: int) -> Cost:
    with for_a_proof(kind) as address:
        settings = {
            "CHAPTER_ENV": "test", "DATABASE_URL": address, "SECRET_KEY": secrets.token_hex(32),
            "ENCRYPTION_KEY": secrets.token_hex(32), "BASE_URL": "http://127.0.0.1:5000",
        }  # fmt: skip
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "build", "--people", str(people)]
        subprocess.run(command, cwd=HERE, env={**os.environ, **settings}, check=True)  # noqa: S603 - ours
        with Stack("wsgi:app", settings) as chapter:
            cookies = [signed_in(chapter, email) for email in MEMBERS]

            def type_one(number: int) -> Reply:
                path = f"/directory/?q={quote_plus(TYPED[number % len(TYPED)])}"
                return ask(chapter, "GET", path, Cookie=cookies[number % 2], X_Part="found")

            burst(chapter, len(TYPED), type_one, 200)
            return burst(chapter, REQUESTS, type_one, 200)


def main() -> None:
    """These rows alone: ``python -m bench.directory``."""
    for row in rows():
        mark = "ok  " if row.met else "OVER"
        sys.stdout.write(f"{mark} {row.what:<42} {row.got:>8} {row.unit:<10} {row.target:<16} {row.detail}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
