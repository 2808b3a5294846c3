"""Rendering many pages in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing

from curator_app.errors import CuratorError
from curator_app.services.page_writer import Item, Job, Rendered, render_items
from curator_app.services.processes import Ended, Processes, serve
from curator_app.site.tree import Tree


class Workers:
    """Processes that render; they start while the caller does something else. Close them."""

    def __init__(self, job: Job) -> None:
        self._processes = Processes(__name__, job)

    def render(
        self,
        batches: Iterator[Sequence[Item]],
        advance: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> list[Rendered]:
        """Render all batches; raises Cancelled, CuratorError and OSError like rendering here."""
        done: list[Rendered] = []
        try:
            for answer in self._processes.answers(batches, cancelled):
                done.extend(answer)
                advance(len(done))
        except Ended:
            raise CuratorError(
                "A process that rendered pages ended by itself, so the site was left as it was.",
                "Close other programs and publish again.",
            ) from None
        return done

    def close(self) -> None:
        """End the processes."""
        self._processes.close()


def work(descriptor: int) -> None:
    """The worker: render each batch that arrives."""

    def begin(job: Job, stack: ExitStack) -> Callable[[Sequence[Item]], list[Rendered]]:
        trees = [
            stack.enter_context(closing(Tree(folder, fresh=job.fresh))) for folder in job.folders
        ]
        return lambda items: render_items(job, items, trees)

    serve(descriptor, begin)
