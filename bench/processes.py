"""Processes to measure: gunicorn with two workers, and what its processes have used."""

import http.client
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.proof.processes import free_port

HERE = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
READY_WITHIN_SECONDS = 30


@dataclass
class Stack:
    """One gunicorn with two workers, as a context manager."""

    application: str
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    cold_start_seconds: float = 0.0
    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = [
            sys.executable, "-m", "gunicorn", self.application, "--workers", "2", "--log-level", "error",
            "--bind", f"127.0.0.1:{self.port}",
        ]  # fmt: skip
        surroundings = {**os.environ, **self.environment, "BASE_URL": f"http://127.0.0.1:{self.port}"}
        began = time.perf_counter()
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=HERE, env=surroundings, start_new_session=True, stdout=subprocess.DEVNULL
        )
        self._wait(began)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait()

    def _wait(self, began: float) -> None:
        while time.perf_counter() - began < READY_WITHIN_SECONDS:
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                line.request("GET", "/healthz")
                if line.getresponse().status == 200:
                    self.cold_start_seconds = time.perf_counter() - began
                    return
            except OSError:
                time.sleep(0.01)
        raise TimeoutError(f"{self.application} did not come up")

    def processes(self) -> list[int]:
        """The numbers of the parent and its workers."""
        if self._process is None:
            return []
        parent = self._process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        return [parent, *map(int, children)]

    def cpu_seconds(self) -> float:
        """User and system time of all its processes so far."""
        total = 0
        for number in self.processes():
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def megabytes_per_worker(self) -> float:
        """Proportional memory (PSS) of the workers, on average, in MB."""
        sizes = []
        for number in self.processes()[1:]:
            rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
            line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
            sizes.append(int(line.split()[1]) / 1024)
        return sum(sizes) / len(sizes)
