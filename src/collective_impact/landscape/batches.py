"""Work handed to an executor in batches, and its results in the order of the input.

Of the executor only `submit` is used, so that any `concurrent.futures.Executor` will do: threads, processes, a
cluster. What the work is, and what is said of an item that was lost, is the caller's business.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["LARGEST_BATCH", "in_order"]

T = TypeVar("T")
R = TypeVar("R")

LARGEST_BATCH = 16
"""The most items in one batch (convention): enough to make sending cheap, few enough to lose little."""
_BATCHES_OF_A_SIZE = 8
"""Batches begin with one item and double after so many, so that a few items still reach all workers."""
_SILENCE = 10.0
"""After so many seconds without a result an executor is asked whether it still takes anything (convention)."""
_MOST_IN_FLIGHT = 256
"""The most batches that are with the executor at once, which bounds the memory."""


class _Sent(NamedTuple, Generic[T, R]):
    """A batch, and the future of its results; without one it is worked off here."""

    batch: tuple[T, ...]
    future: Future[tuple[R, ...]] | None


def in_order(
    items: Iterable[T],
    work: Callable[[tuple[T, ...]], tuple[R, ...]],
    executor: Executor,
    *,
    lost: Callable[[T, BaseException], R],
) -> Iterator[R]:
    """Yield what `work` makes of each item, in the order of the items, while an executor does the work.

    `work` takes a batch and returns one result an item; it must not raise for a bad one. Where it fails all the
    same (a worker was killed, something could not be sent), or something else comes back, each item of the batch is
    sent once more by itself and `lost` gives the result of one that fails again. Where the executor itself breaks,
    `lost` is asked for all that was with it, since any of it may be the cause; what was not yet sent, was cancelled,
    or lies with an executor that was shut down is worked off here, one batch after the other, and a
    `CollectiveImpactWarning` says so.
    """
    from concurrent.futures import BrokenExecutor, CancelledError  # noqa: PLC0415 - only an executor pays for it

    line = _Line(executor, work)
    batches = _batches(items)
    waiting: deque[_Sent[T, R]] = deque()
    try:
        while line.fill(waiting, batches):
            batch, future = waiting.popleft()
            if future is None:
                yield from work(batch)
                continue
            try:
                results: tuple[R, ...] = _one_each(batch, line.result(future))
            except (CancelledError, _SilentError):
                waiting.appendleft(_Sent(batch, None))
            except BrokenExecutor as error:
                line.give_up(error)
                yield from (lost(item, error) for item in batch)
            except Exception as error:  # noqa: BLE001 - whatever befell the worker, the other items go on
                if len(batch) == 1:
                    yield lost(batch[0], error)
                else:
                    waiting.extendleft([line.send((item,)) for item in reversed(batch)])
            else:
                yield from results
    finally:
        for sent in waiting:
            if sent.future is not None:
                sent.future.cancel()


def _one_each(batch: tuple[object, ...], results: Any) -> tuple[Any, ...]:  # noqa: ANN401 - whatever an executor gives
    """Return the results of a batch, where there is one for each item."""
    if not isinstance(results, list | tuple) or len(results) != len(batch):
        from collective_impact.errors import excerpt  # noqa: PLC0415 - only a strange executor pays for it

        raise TypeError(f"it gave back {excerpt(results)} in the place of results")
    return tuple(results)


def _batches(items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Yield the items in batches of 1, 2, 4 and so on, eight of each size."""
    from itertools import islice  # noqa: PLC0415 - beside its only use

    rest = iter(items)
    count = 0
    while batch := tuple(islice(rest, min(LARGEST_BATCH, 2 ** (count // _BATCHES_OF_A_SIZE)))):
        yield batch
        count += 1


class _SilentError(Exception):
    """An executor gives no result and takes nothing new."""


def _nothing() -> None:
    """Do nothing, so that an executor can be asked whether it is there."""


class _Line(Generic[T, R]):
    """The line of batches to an executor, as long as the executor can be used."""

    def __init__(self, executor: Executor, work: Callable[[tuple[T, ...]], tuple[R, ...]]) -> None:
        from os import cpu_count  # noqa: PLC0415 - only an executor pays for it

        self.executor = executor
        self.work = work
        self.is_open = True
        self.is_silent = False
        self.tells_of_work = False
        self.length = 2 + 2 * (cpu_count() or 1)

    def fill(self, waiting: deque[_Sent[T, R]], batches: Iterator[tuple[T, ...]]) -> bool:
        """Send batches until enough are in flight, and return whether any is left to wait for.

        Enough is when some wait for a worker; as long as none does, the line is made longer. An executor that
        never says that it is at work on something (Dask's) gets one more batch for each that came back.
        """
        futures = [sent.future for sent in waiting if sent.future is not None]
        self.tells_of_work = self.tells_of_work or any(future.running() for future in futures)
        if futures and not self.tells_of_work:
            self.length = min(1 + self.length, _MOST_IN_FLIGHT)
        elif futures and all(future.running() or future.done() for future in futures):
            self.length = min(2 * self.length, _MOST_IN_FLIGHT)
        while len(waiting) < (self.length if self.is_open else 1):
            batch = next(batches, None)
            if batch is None:
                break
            waiting.append(self.send(batch))
        return bool(waiting)

    def send(self, batch: tuple[T, ...]) -> _Sent[T, R]:
        """Send a batch; where the executor takes nothing any more, the batch stays here."""
        if self.is_open:
            try:
                return _Sent(batch, self.executor.submit(self.work, batch))
            except Exception as error:  # noqa: BLE001 - an executor that is shut down may say so in any way
                self.give_up(error)
        return _Sent(batch, None)

    def result(self, future: Future[tuple[R, ...]]) -> tuple[R, ...]:
        """Return the results of a batch; an executor that is long silent must still take something new."""
        while True:
            try:
                return future.result(0 if self.is_silent else _SILENCE)
            except TimeoutError as error:
                if future.done():
                    raise
                self.probe(error)

    def probe(self, silence: TimeoutError) -> None:
        """Ask a silent executor whether it still takes anything, with work that does nothing."""
        if self.is_open:
            try:
                self.executor.submit(_nothing).cancel()
            except Exception as error:  # noqa: BLE001 - an executor that is shut down may say so in any way
                self.give_up(error)
        self.is_silent = not self.is_open
        if self.is_silent:
            raise _SilentError from silence

    def give_up(self, error: BaseException) -> None:
        """Note that the executor is of no use any more, and warn of it once."""
        if not self.is_open:
            return
        self.is_open = False
        import warnings  # noqa: PLC0415 - only a dead executor pays for it

        from collective_impact.errors import CollectiveImpactWarning, excerpt  # noqa: PLC0415 - the same

        reason = f"{type(error).__name__}: {excerpt(str(error))}"
        warnings.warn(
            f"The executor can no longer be used ({reason}). What it has not been given is worked off here, one "
            "after the other.",
            CollectiveImpactWarning,
            stacklevel=4,
        )
