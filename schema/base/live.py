"""What subscriptions are made of: looking again whenever something may have changed."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from graphql import ExecutionResult
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from notifications.live import Listener
from schema.base.context import Context, Info
from schema.base.threads import run_in_thread

T = TypeVar("T")

CHECK_ONLY = object()  # the root value of a subscription that is to be checked only


class Checks(SchemaExtension):
    """Checks a subscription once, before a field is resolved, and not at each event."""

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context.context
        self.execution_context.graphql_document = context.document
        yield

    def on_validate(self) -> Iterator[None]:
        if self.execution_context.context.document is not None:
            self.execution_context.pre_execution_errors = []
        yield

    def on_execute(self) -> Iterator[None]:
        context = self.execution_context
        if (
            context.root_value is CHECK_ONLY
            and context.operation_type is OperationType.SUBSCRIPTION
        ):
            context.result = ExecutionResult()
        yield


async def looks(
    info: Info,
    read: Callable[[Context], T],
    is_part: Callable[[T], bool] = lambda _: False,
) -> AsyncIterator[T]:
    """What ``read`` gives now, and again whenever it may give something else.

    Where that ``is_part`` of what there is, it is called again without waiting.
    It runs in one of the threads, each time with a context that asks anew who the
    viewer is: a token that has ended, or an account that was closed, ends the
    subscription. Raises ``Unauthenticated`` for a visitor as well.
    """
    user = await run_in_thread(lambda: info.context.user)
    with Listener(user.pk) as listener:
        while True:
            await listener.wait()
            seen = await run_in_thread(read, replace(info.context))
            yield seen
            while is_part(seen):
                seen = await run_in_thread(read, replace(info.context))
                yield seen
