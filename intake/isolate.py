"""Dangerous work in child processes, each ended at its limit, so that no file can stop the line.

A child is kept warm between items, with its engines loaded. It has no network where the kernel lets it go without,
one thread for each numeric library, and a folder of its own for temporary files that is removed with it.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Lock
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from intake._process import Ended, Job, NotReady, Process, sweep

__all__ = ["Crew", "Ended", "NotReady", "each"]

T = TypeVar("T")
R = TypeVar("R")

SOFT_SHARE = 0.5
"""A child that has grown beyond this share of its limit is replaced before its next item."""


class Crew(Generic[T, R]):
    """A number of warm children. Use it as a context manager; `one` may be called from several threads.

    `work` and `prepare` are functions of a module that the children can import, items and results can be pickled.
    `seconds` is wall clock for one item, `memory` bytes of resident memory for one child. `prepare` is called once in
    every child before its first item; a text from it says what the machine lacks, and raises NotReady. What our own
    code logs in a child is logged in this process as `intake.reader`. With `debug` the children's standard error is
    not thrown away: native libraries write there, and might write what they read.
    """

    def __init__(
        self,
        work: Callable[[T], R],
        *,
        jobs: int = 1,
        seconds: float,
        memory: int,
        prepare: Callable[[], str | None] | None = None,
        debug: bool = False,
    ) -> None:
        sweep()
        job = Job(work, prepare, seconds, memory, debug)
        # The kernel ends a child when the thread that started it ends, so one thread that lives as long as the crew
        # starts them all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="isolate")
        self._children = [_Worker(job, self._starter) for _ in range(jobs)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for child in self._children:
            self._idle.put(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Starts one child before there is anything to do, to see that it can be. Raises NotReady when it can't."""
        self._children[0].start()

    def one(self, item: T) -> R | Ended:
        """The result of one item, by the first child that is free. Raises NotReady when none can start."""
        child = self._idle.get()
        try:
            return child.run(item)  # type: ignore[no-any-return]
        finally:
            self._idle.put(child)

    def each(self, items: Iterable[T]) -> Iterator[R | Ended]:
        """The results in the order of the items, which are taken only a little ahead of the work."""
        waiting: deque[Future[R | Ended]] = deque()
        threads = ThreadPoolExecutor(len(self._children), thread_name_prefix="isolate")
        try:
            for item in items:
                waiting.append(threads.submit(self.one, item))
                if len(waiting) > 2 * len(self._children):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            if waiting:  # left early: nobody waits for what is being worked on
                self.close()
            threads.shutdown(cancel_futures=True)

    def close(self) -> None:
        """Ends all children at once."""
        for child in self._children:
            child.close()
        self._starter.shutdown()


def each(
    work: Callable[[T], R],
    items: Iterable[T],
    *,
    jobs: int = 1,
    seconds: float,
    memory: int,
    prepare: Callable[[], str | None] | None = None,
    debug: bool = False,
) -> Iterator[R | Ended]:
    """`work` on every item in a crew of its own, as `Crew` has it, results in the order of the items."""
    with Crew(work, jobs=jobs, seconds=seconds, memory=memory, prepare=prepare, debug=debug) as crew:
        yield from crew.each(items)


class _Worker:
    """A child and whatever replaces it."""

    def __init__(self, job: Job, starter: ThreadPoolExecutor) -> None:
        self._job = job
        self._starter = starter
        self._process: Process | None = None
        self._closed = False
        self._at_work = Lock()

    def start(self) -> None:
        with self._at_work:
            self._ready()

    def run(self, item: object) -> Any:
        with self._at_work:
            began = time.monotonic()
            process, fresh = self._ready()
            result = process.work(item, self._job.seconds, self._job.memory)
            # What came before may have left the child damaged or swollen: the item gets one of its own.
            if isinstance(result, Ended) and result.cause != "took_too_long" and not (fresh or self._closed):
                self._drop()
                process, _ = self._ready()
                result = self._second(process, item, result, self._job.seconds - (time.monotonic() - began))
            if isinstance(result, Ended) or process.memory() > SOFT_SHARE * self._job.memory:
                self._drop()
            return result

    def _second(self, process: Process, item: object, first: Ended, seconds: float) -> Any:
        """A second try within the time of the first; when it gets no further, the first tells why it ended."""
        result = process.work(item, seconds, self._job.memory)
        return first if isinstance(result, Ended) and result.cause == "took_too_long" else result

    def _ready(self) -> tuple[Process, bool]:
        """The child, and whether it was started just now."""
        if self._process is not None and self._process.alive():
            return self._process, False
        self._drop()
        if not self._closed:
            self._process = self._starter.submit(Process, self._job).result()
        if self._closed or self._process is None:
            self._drop()
            raise NotReady("crew")
        return self._process, True

    def _drop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def close(self) -> None:
        """Ends the child, also in the middle of its work, and starts no more."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()
        with self._at_work:
            self._drop()
