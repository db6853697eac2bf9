"""What ``make bench`` measures against: it runs beside Chapter's code and is none of it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """
import chapter
from bench import baseline

baseline.prepare()
client = baseline.app.test_client()
assert client.get("/page?bytes=9").status_code == 200
assert client.post("/seat").status_code == 303
"""


def test_the_baseline_writes_by_its_own_rules_where_chapter_is_loaded_too(tmp_path: Path) -> None:
    """gunicorn.conf.py loads chapter.logs.configuration for either: our guard refused its seats."""
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "BASELINE_DATABASE": str(tmp_path / "baseline.sqlite")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
