"""The one schema: every app's queries and mutations, merged.

``schema.graphql`` beside this file is its printed form; a test keeps it true.
"""

from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.tools import merge_types

from schema.base import queries as base_queries
from schema.base.context import Prepared
from schema.base.errors import ErrorCodes
from schema.base.scalars import SCALARS
from schema.base.threads import check_deadline
from schema.courses import authoring as courses_authoring
from schema.courses import mutations as courses_mutations
from schema.courses import queries as courses_queries
from schema.courses import subscriptions as courses_subscriptions
from schema.notifications import mutations as notifications_mutations
from schema.notifications import subscriptions as notifications_subscriptions
from schema.reviews import mutations as reviews_mutations
from schema.transport.debug import SqlDebug
from schema.users import mutations as users_mutations
from schema.users import queries as users_queries
from schema.users import recovery as users_recovery
from schema.users import sessions as users_sessions
from schema.users import sign_in as users_sign_in

Query = strawberry.type(
    merge_types(
        "Query", (base_queries.Query, users_queries.Query, courses_queries.Query)
    ),
    description="What can be read, each thing by who may see it.",
)
Mutation = strawberry.type(
    merge_types(
        "Mutation",
        (
            users_sign_in.Mutation,
            users_sessions.Mutation,
            users_mutations.Mutation,
            users_recovery.Mutation,
            courses_mutations.Mutation,
            courses_authoring.Mutation,
            reviews_mutations.Mutation,
            notifications_mutations.Mutation,
        ),
    ),
    description="What can be done. Several in one request are done in their order.",
)
Subscription = strawberry.type(
    merge_types(
        "Subscription",
        (notifications_subscriptions.Subscription, courses_subscriptions.Subscription),
    ),
    description="What is told when it happens.",
)


class Schema(strawberry.Schema):
    def process_errors(self, errors: Any, execution_context: Any = None) -> None:
        """Nothing: :class:`ErrorCodes` logs what is worth a line in the log."""


class Execution(StrawberryGraphQLCoreExecutionContext):
    """Execution that ends when its time is over, whatever takes it so long."""

    def execute_field(self, *args: Any, **kwargs: Any) -> Any:
        check_deadline()
        return super().execute_field(*args, **kwargs)


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    execution_context_class=Execution,
    extensions=[ErrorCodes, Prepared, SqlDebug],
    config=StrawberryConfig(scalar_map=SCALARS),
)
