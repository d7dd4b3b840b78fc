"""Many files through the one engine: a Dask cluster on this machine, or one that is there, works off chunks; parts are kept as they come.

A chunk whose worker keeps dying is cut in halves until what kills it stands alone and is quarantined. The writer of parts is this
process only, so a worker that was left behind can spoil nothing.
"""

import logging
import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any
from uuid import uuid4

import dask
from distributed import Client, KilledWorker, LocalCluster, WorkerPlugin, as_completed, get_worker

from ziping.batch.sinks import Store, parquet
from ziping.batch.sources import Item
from ziping.batch.task import TRIES, Answer, Orders, Reader, file_row, given_up
from ziping.errors import UserError
from ziping.pipeline import Settings

__all__ = ["Progress", "orders_for", "work"]

_PAGES = "127.0.0.1:0"  # Dask opens its pages anyhow; nobody outside this machine shall see them
_MOST = 240  # what a chunk may weigh
_FILE = 4  # what a file weighs, in lines of JSON

# What a cluster in our own process need not do: it looked at every thread a hundred times a second, which took a third of all the work.
_QUIET = {
    "logging.distributed": "critical",
    "distributed.worker.memory.terminate": False,
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.limit": "1h",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.system-monitor.disk": False,
    "distributed.admin.system-monitor.gil.enabled": False,
}

Progress = Callable[[int, Sequence[tuple[str, str]]], None]  # items done since the last call (files, lines), troubles among them


def orders_for(settings: Settings) -> Orders:
    """The Settings as they travel to the workers."""
    return Orders(settings=pickle.dumps(settings))


def _weight(item: Item) -> int:
    return item.lines if item.line else _FILE


@dataclass
class _ReaderPlugin(WorkerPlugin):
    """Gives every thread of a Dask worker a reader process for as long as a chunk takes, also in a worker that is started anew. A reader
    answers one after the other: two threads at one reader would get each other's answers."""

    orders: Orders
    name: str

    def setup(self, worker: Any) -> None:
        self.every: list[Reader] = [Reader(self.orders)]  # the first wakes up while the others are not yet needed
        self.idle: SimpleQueue[Reader] = SimpleQueue()
        self.idle.put(self.every[0])

    def teardown(self, worker: Any) -> None:
        for reader in self.every:
            reader.close()

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """A reader that nobody else has meanwhile; there come to be as many as threads work at the same time."""
        try:
            reader = self.idle.get_nowait()
        except Empty:
            reader = Reader(self.orders)
            self.every.append(reader)
        try:
            yield reader
        finally:
            self.idle.put(reader)

    def __getstate__(self) -> dict[str, Any]:
        return {"orders": self.orders, "name": self.name}


def _chunk(plugin: str, items: Sequence[Item]) -> Answer:
    mine = get_worker().plugins[plugin]
    assert isinstance(mine, _ReaderPlugin)
    with mine.reader() as reader:
        return reader.examine(items)


@contextmanager
def _client(workers: int, scheduler: str | None) -> Iterator[Client]:
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=15, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UserError(f"连不上调度程序 {scheduler}（{type(error).__name__}），请检查地址，形如 tcp://127.0.0.1:8786") from None
        with client:
            yield client
        return
    # The hands of a local cluster are threads of this process: what is heavy and what is dangerous happens in their reader processes. So
    # it starts at once, listens on loopback only, and a script that calls ``ziping.scan`` needs no ``if __name__ == "__main__"``.
    with (
        dask.config.set(_QUIET),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=False,
            dashboard_address=_PAGES,
            worker_dashboard_address=_PAGES,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def _chunks(items: Sequence[Item], hands: int) -> Iterator[tuple[Item, ...]]:
    """Neighbours together; small enough that every hand has some, and that little is lost when one is cut off."""
    most = max(_FILE, min(_MOST, sum(map(_weight, items)) // (4 * hands)))
    chunk: list[Item] = []
    weight = 0
    for item in items:
        if chunk and weight + _weight(item) > most:
            yield tuple(chunk)
            chunk, weight = [], 0
        chunk.append(item)
        weight += _weight(item)
    if chunk:
        yield tuple(chunk)


def work(
    items: Sequence[Item], store: Store, orders: Orders, *, workers: int, scheduler: str | None = None, progress: Progress, ready: Callable[[], None]
) -> None:  # fmt: skip
    """Examine every item and keep the parts. ``ready`` is called when the cluster stands. KeyboardInterrupt and OSError (a full disk)
    pass through; what was kept by then stays kept."""
    with _client(workers, scheduler) as client:
        plugin = f"ziping-{uuid4().hex[:12]}"
        client.register_plugin(_ReaderPlugin(orders, plugin), name=plugin)
        ready()
        try:
            hands = max(1, sum(client.nthreads().values()))
            _drive(client, plugin, deque(_chunks(items, hands)), store, 2 * hands + 1, progress)
        finally:
            if scheduler is not None:
                client.unregister_worker_plugin(plugin)


def _drive(client: Client, plugin: str, waiting: deque[tuple[Item, ...]], store: Store, ahead: int, progress: Progress) -> None:
    """Keep some chunks ahead of the workers, never all of them: memory stays flat however many there are."""
    running: dict[str, tuple[Item, ...]] = {}
    results = as_completed(loop=client.loop)

    def submit() -> None:
        while waiting and len(running) < ahead:
            chunk = waiting.popleft()
            future: Any = client.submit(_chunk, plugin, chunk, key=f"chunk-{uuid4().hex}", pure=False, retries=0)
            running[future.key] = chunk
            results.add(future)

    submit()
    for future in results:
        chunk = running.pop(future.key)
        error = future.exception()
        if error is None:
            answer: Answer = future.result()
            store.commit(chunk, answer.files)
            progress(sum(item.lines or 1 for item in chunk), answer.troubles)
        elif not isinstance(error, KilledWorker):
            raise error
        elif len(chunk) > 1:
            middle = len(chunk) // 2
            waiting.extendleft((chunk[middle:], chunk[:middle]))
        else:
            _quarantine(chunk[0], store, progress)
        future.release()
        submit()


def _quarantine(item: Item, store: Store, progress: Progress) -> None:
    reply = given_up(item, f"处理它的进程几次中断（试了 {TRIES} 次以上），已跳过")
    tables = {"problems": [[0, item.name, *row] for row in reply["tables"]["problems"]]}
    tables["files"] = [[0, *file_row(item, reply, TRIES)]]
    store.commit([item], parquet(tables))
    progress(item.lines or 1, [(item.name, reply["reason"])])
