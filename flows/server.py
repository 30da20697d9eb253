"""Prefect's server for the length of one run, on this machine alone.

Prefect can start a server of its own, but one that outlives us when we are killed. This one is told by the kernel
when its parent has died, takes a port that is free because we hold it, and writes into a file, not on the terminal.
"""

import ctypes
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from filelock import FileLock, Timeout

PATIENCE = 120.0
"""Seconds that the server may take to start; an empty database takes 20 on a loaded machine."""
LOG = "server.log"
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def configure(home: Path) -> None:
    """Sets Prefect's settings in the environment, in place of any that were there: nobody else's server is asked.

    To be called before Prefect is imported.
    """
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    os.environ.update(settings(home))


def settings(home: Path) -> dict[str, str]:
    """Prefect's settings, as environment variables.

    On SQLite the recorder of task runs locks the database for whole seconds unless it writes in batches.
    """
    return {
        "PREFECT_HOME": str(home.resolve()),
        "PREFECT_PROFILES_PATH": str(home.resolve() / "profiles.toml"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    }


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is starting. `api` is its address."""

    api: str
    process: "subprocess.Popen[bytes]"

    def wait(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Until it answers, or we are stopped. Raises TimeoutError when it does not in time, ChildProcessError when it
        ends instead."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if stopped():
                return
            if self.process.poll() is not None:
                raise ChildProcessError(f"Prefect's server ended with {self.process.returncode}")
            try:
                with urlopen(f"{self.api}/health", timeout=1):  # noqa: S310  our own address
                    return
            except (URLError, TimeoutError):
                time.sleep(0.1)
        raise TimeoutError("Prefect's server did not answer")


@contextmanager
def home(prefect: Path) -> Iterator[Path]:
    """A home of Prefect's that no other of our processes works in while the block lasts: two servers on one database
    lock each other out. It is the folder itself, or one beside it. Free again when we die, however that is."""
    for number in itertools.count(1):
        folder = prefect if number == 1 else prefect.with_name(f"{prefect.name}-{number}")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(folder / "lock")
        with suppress(Timeout):
            lock.acquire(timeout=0)
            break
    try:
        yield folder
    finally:
        lock.release()


@contextmanager
def started(home: Path) -> Iterator[Server]:
    """A server while the block lasts, at first still starting. Call it from the main thread: it dies with that.

    From now on it is this server that Prefect asks, so import Prefect only after this.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with socket.create_server(("127.0.0.1", 0)) as door, (home / LOG).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and our own code
            [sys.executable, "-P", "-m", "flows.server", str(door.fileno()), str(os.getpid())],
            pass_fds=[door.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            server = Server(f"http://127.0.0.1:{door.getsockname()[1]}/api", process)
            os.environ["PREFECT_API_URL"] = server.api
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def die_with(parent: int) -> None:
    """Ends this process when its parent dies, however it dies."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we could ask
        sys.exit(1)


def main() -> None:
    """Serves on a socket that was handed over, until told to end: our parent may have blocked the signal for itself."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    door, parent = (int(argument) for argument in sys.argv[1:])
    die_with(parent)
    import uvicorn
    from prefect.server.api.server import create_app

    uvicorn.run(create_app(ephemeral=True, final=True), fd=door, log_level="error", lifespan="on")


if __name__ == "__main__":
    main()
