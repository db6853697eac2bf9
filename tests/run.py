"""``make test``: a named list of steps. Each runs even if one before it fails; the sum stands at the end."""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
XDIST = ("-n", "2", "--dist", "loadgroup", "-q")
PROOFS, STORIES = "tests/proof", "tests/e2e"
UNITS = ("tests", f"--ignore={PROOFS}", f"--ignore={STORIES}", "-m", "not proof and not browser")
"""Every other test; a folder that is not wanted is not read either (ten seconds for each process)."""

COUNTED = re.compile(r"(\d+) (passed|failed|error|errors)\b")


@dataclass(frozen=True)
class Step:
    """One command; ``needs_browser``: Chromium must be there, or the step fails and says so; ``proxies``: CI
    installs those, which nobody wants on their own machine by surprise."""

    name: str
    command: tuple[str, ...]
    needs_browser: bool = False
    proxies: tuple[str, ...] = ()


STEPS = (
    Step("format", ("ruff", "format", "--check", ".")),
    Step("lint", ("ruff", "check", ".")),
    Step("types", ("mypy",)),
    Step("layers", ("lint-imports",)),
    Step("templates", ("djlint", "chapter/templates", "demo/templates", "--lint", "--quiet")),
    Step("tests on SQLite", ("pytest", *XDIST, *UNITS)),
    Step("tests on PostgreSQL", ("pytest", *XDIST, *UNITS, "--database=postgresql")),
    Step("proofs on SQLite", ("pytest", "-q", PROOFS), proxies=("caddy", "nginx-light")),
    Step("proofs on PostgreSQL", ("pytest", "-q", PROOFS, "--database=postgresql")),
    Step("browser", ("pytest", *XDIST, STORIES), needs_browser=True),
)


@dataclass
class Result:
    """How a step ended."""

    step: Step
    code: int
    seconds: float
    passed: int
    failed: int


def run(step: Step) -> Result:
    """Run one step, its output shown as it comes."""
    sys.stdout.write(f"\n== {step.name}\n")
    sys.stdout.flush()
    began = time.monotonic()
    if step.needs_browser and not has_browser():
        sys.stdout.write("Chromium is missing: apt-get install chromium\n")
        return Result(step, 1, 0, 0, 1)
    if step.proxies and os.environ.get("CI") == "true":
        install(*step.proxies)
    command = [str(BIN / step.command[0]), *step.command[1:]]
    with subprocess.Popen(  # noqa: S603 - our own list
        command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as it:
        lines = []
        for line in it.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            lines.append(line)
    passed, failed = counted(lines[-1] if lines else "")
    return Result(step, it.returncode, time.monotonic() - began, passed, failed)


def counted(last_line: str) -> tuple[int, int]:
    """How many tests passed and failed, by the last line that pytest prints."""
    found = {words: int(number) for number, words in COUNTED.findall(last_line)}
    return found.get("passed", 0), found.get("failed", 0) + found.get("error", 0) + found.get("errors", 0)


def has_browser() -> bool:
    """Whether Chromium is there; on Debian, as root, it is installed when it is not."""
    if shutil.which("chromium"):
        return True
    install("chromium")
    return shutil.which("chromium") is not None


def install(*packages: str) -> None:
    """Debian's packages, where we may: as root. Those that are there stay as they are."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        for command in (("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", *packages)):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - our own list


def main() -> int:
    """Run the steps named on the command line, or all of them."""
    wanted = sys.argv[1:]
    results = [run(step) for step in STEPS if not wanted or step.name in wanted]
    sys.stdout.write("\n")
    for result in results:
        mark = "ok  " if result.code == 0 else "FAIL"
        sys.stdout.write(f"{mark} {result.step.name:<24} {result.seconds:6.1f} s\n")
    bad = [result for result in results if result.code != 0]
    passed = sum(result.passed for result in results)
    failed = sum(max(result.failed, int(result.code != 0)) for result in results)
    sys.stdout.write(f"{passed} passed, {failed} failed\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
