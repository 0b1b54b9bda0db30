"""The one schema: every app's queries and mutations, merged.

``schema.graphql`` beside this file is its printed form; a test keeps it true.
"""

from typing import Any

import strawberry
from graphql import located_error
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.tools import merge_types

from schema.base import queries as base_queries
from schema.base.context import Prepared
from schema.base.scalars import SCALARS
from schema.base.threads import check_deadline
from schema.courses import authoring as courses_authoring
from schema.courses import mutations as courses_mutations
from schema.courses import queries as courses_queries
from schema.courses import subscriptions as courses_subscriptions
from schema.notifications import mutations as notifications_mutations
from schema.notifications import subscriptions as notifications_subscriptions
from schema.reviews import mutations as reviews_mutations
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
        """Nothing: who tells them logs what is worth a line in the log."""


class Execution(StrawberryGraphQLCoreExecutionContext):
    """Execution that ends when its time is over, whatever takes it so long.

    A mutation that a plan did before it failed is not done again.
    """

    def execute_field(
        self, parent_type: Any, source: Any, field_nodes: Any, path: Any
    ) -> Any:
        check_deadline()
        if path.prev is None and path.key in self.context_value.outcomes:
            return self._complete(parent_type, field_nodes, path)
        return super().execute_field(parent_type, source, field_nodes, path)

    def _complete(self, parent_type: Any, nodes: Any, path: Any) -> Any:
        definition = parent_type.fields[nodes[0].name.value]
        info = self.build_resolve_info(definition, nodes, parent_type, path)
        try:
            outcome = self.context_value.recall(path.key)
            return self.complete_value(definition.type, nodes, info, path, outcome)
        except Exception as error:
            located = located_error(error, nodes, path.as_list())
            return self.handle_field_error(located, definition.type, path)


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    execution_context_class=Execution,
    extensions=[Prepared],
    config=StrawberryConfig(scalar_map=SCALARS),
)
