"""Work through an executor: order, batches, what is sent again, and what is done here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from os import cpu_count
from time import sleep
from typing import Any

import pytest

from collective_impact.errors import CollectiveImpactWarning
from collective_impact.landscape import batches
from collective_impact.landscape.batches import LARGEST_BATCH, in_order


def doubled(batch: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(2 * item for item in batch)


def lost(item: int, error: BaseException) -> int:
    del error
    return -item


class Scripted(Executor):
    """Does the work at once, or as a script says; futures in `waiting` are never begun until asked."""

    def __init__(self, play: Callable[[tuple[int, ...]], BaseException | None]) -> None:
        self.play = play
        self.batches: list[tuple[int, ...]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        (batch,) = args
        del kwargs
        self.batches.append(batch)
        future: Future[Any] = Future()
        error = self.play(batch)
        if error is None:
            future.set_result(fn(batch))
        else:
            future.set_exception(error)
        return future


def test_results_come_in_the_order_of_the_items_and_batches_grow() -> None:
    executor = Scripted(lambda _: None)
    items = range(1000)
    assert list(in_order(items, doubled, executor, lost=lost)) == [2 * item for item in items]
    sizes = list(map(len, executor.batches))
    assert sizes[:25] == [1] * 8 + [2] * 8 + [4] * 8 + [8]
    assert max(sizes) == LARGEST_BATCH
    assert [item for batch in executor.batches for item in batch] == list(items)


def test_nothing_to_do_sends_nothing() -> None:
    executor = Scripted(lambda _: None)
    assert list(in_order([], doubled, executor, lost=lost)) == []
    assert executor.batches == []


def test_a_batch_that_fails_is_sent_again_item_by_item() -> None:
    executor = Scripted(lambda batch: OSError("killed") if 50 in batch else None)
    found = list(in_order(range(100), doubled, executor, lost=lost))
    assert found == [2 * item if item != 50 else -50 for item in range(100)]
    assert Counter(batch for batch in executor.batches if 50 in batch)[(50,)] == 1


@pytest.mark.parametrize("answer", [None, (), "rows", (1, 2, 3)])
def test_what_gives_back_no_result_for_each_item_is_lost(answer: Any) -> None:
    class Strange(Scripted):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            future = super().submit(fn, *args, **kwargs)
            if 9 in args[0]:
                future = Future()
                future.set_result(answer)
            return future

    executor = Strange(lambda _: None)
    found = list(in_order(range(20), doubled, executor, lost=lost))
    assert found == [2 * item if item != 9 else -9 for item in range(20)]
    assert (8, 9) in executor.batches


def test_what_was_cancelled_is_done_here() -> None:
    class Cancelling(Scripted):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            del fn, args, kwargs
            future: Future[Any] = Future()
            future.cancel()
            return future

    assert list(in_order(range(5), doubled, Cancelling(lambda _: None), lost=lost)) == [0, 2, 4, 6, 8]


def test_a_broken_executor_loses_what_it_had_and_the_rest_is_done_here() -> None:
    executor = Scripted(lambda batch: BrokenExecutor("dead") if batch[0] >= 3 else None)
    with pytest.warns(CollectiveImpactWarning, match="BrokenExecutor: dead") as told:
        found = list(in_order(range(500), doubled, executor, lost=lost))
    assert len(told) == 1
    sent = {item for batch in executor.batches for item in batch}
    assert found == [-item if item in sent and item >= 3 else 2 * item for item in range(500)]
    assert len(sent) < 500


def test_the_line_stays_short_while_something_waits_and_grows_while_nothing_does() -> None:
    class Working(Scripted):
        """Is at work on the first `workers` of the batches that it holds, and answers in their order."""

        def __init__(self, workers: int) -> None:
            super().__init__(lambda _: None)
            self.workers = workers
            self.held: list[Slow] = []
            self.most = 0

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            del kwargs
            future = Slow(self, fn, args[0])
            self.held.append(future)
            self.most = max(self.most, len(self.held))
            self.begin()
            return future

        def begin(self) -> None:
            for future in self.held[: self.workers]:
                if not future.running():
                    future.set_running_or_notify_cancel()

    class Slow(Future[Any]):
        def __init__(self, owner: Working, fn: Any, batch: Any) -> None:
            super().__init__()
            self.owner, self.fn, self.batch = owner, fn, batch

        def result(self, timeout: float | None = None) -> Any:
            self.owner.held.remove(self)
            self.set_result(self.fn(self.batch))
            self.owner.begin()
            return super().result(timeout)

    two, many = Working(2), Working(100)
    assert list(in_order(range(900), doubled, two, lost=lost)) == [2 * item for item in range(900)]
    assert list(in_order(range(9000), doubled, many, lost=lost)) == [2 * item for item in range(9000)]
    assert two.most < 20 + 2 * (cpu_count() or 1)
    assert 100 < many.most <= 256


def test_closing_early_cancels_what_is_waiting() -> None:
    class Idle(Scripted):
        def __init__(self) -> None:
            super().__init__(lambda _: None)
            self.futures: list[Future[Any]] = []

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            future = Future() if self.futures else super().submit(fn, *args, **kwargs)
            self.futures.append(future)
            return future

    executor = Idle()
    results = in_order(range(50), doubled, executor, lost=lost)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert all(future.cancelled() for future in executor.futures[1:])


def test_closing_early_with_batches_that_stay_here_is_quiet() -> None:
    class Deaf(Scripted):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            if len(self.batches) == 3:
                raise RuntimeError("shut down")
            return super().submit(fn, *args, **kwargs)

    results = in_order(range(50), doubled, Deaf(lambda _: None), lost=lost)
    with pytest.warns(CollectiveImpactWarning, match="shut down"):
        assert next(results) == 0
    assert next(results) == 2
    results.close()  # type: ignore[attr-defined]  # it is a generator


class Silent(Scripted):
    """Takes `count` batches and never does anything with those after the first; then it is shut down."""

    def __init__(self, count: int) -> None:
        super().__init__(lambda _: None)
        self.count = count
        self.futures: list[Future[Any]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if len(self.futures) >= self.count:
            raise RuntimeError("client is closed")
        future: Future[Any] = Future() if self.futures else super().submit(fn, *args, **kwargs)
        self.futures.append(future)
        return future


@pytest.mark.parametrize("count", [3, 8])
def test_an_executor_that_falls_silent_and_takes_nothing_is_given_up(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_SILENCE", 0.01)
    with pytest.warns(CollectiveImpactWarning, match="client is closed") as told:
        found = list(in_order(range(8), doubled, Silent(count), lost=lost))
    assert found == [2 * item for item in range(8)]
    assert len(told) == 1


def test_an_executor_that_is_slow_but_takes_more_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_SILENCE", 0.01)
    with ThreadPoolExecutor(1) as executor:
        assert list(in_order(range(3), slowly, executor, lost=lost)) == [0, 2, 4]


def slowly(batch: tuple[int, ...]) -> tuple[int, ...]:
    sleep(0.05)
    return doubled(batch)


def test_work_that_fails_with_a_timeout_of_its_own_is_no_silence() -> None:
    executor = Scripted(lambda batch: TimeoutError("its own") if 3 in batch else None)
    assert list(in_order(range(8), doubled, executor, lost=lost)) == [0, 2, 4, -3, 8, 10, 12, 14]


def test_an_executor_that_never_tells_of_its_work_gets_more_with_each_that_comes_back() -> None:
    class Secret(Scripted):
        """Answers only what it is asked for, and never says that it is at work."""

        def __init__(self) -> None:
            super().__init__(lambda _: None)
            self.open = 0
            self.most = 0

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            del kwargs
            self.open += 1
            self.most = max(self.most, self.open)
            return Asked(self, fn, args[0])

    class Asked(Future[Any]):
        def __init__(self, owner: Secret, fn: Any, batch: Any) -> None:
            super().__init__()
            self.owner, self.fn, self.batch = owner, fn, batch

        def result(self, timeout: float | None = None) -> Any:
            self.owner.open -= 1
            self.set_result(self.fn(self.batch))
            return super().result(timeout)

    few, many = Secret(), Secret()
    list(in_order(range(30), doubled, few, lost=lost))
    assert list(in_order(range(9000), doubled, many, lost=lost)) == [2 * item for item in range(9000)]
    assert few.most < many.most <= 256


def test_real_threads_keep_the_order() -> None:
    with ThreadPoolExecutor(4) as executor:
        assert list(in_order(range(500), doubled, executor, lost=lost)) == [2 * item for item in range(500)]
