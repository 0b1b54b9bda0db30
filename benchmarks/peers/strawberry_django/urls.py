from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from strawberry.django.views import GraphQLView

from benchmarks.peers.strawberry_django.schema import schema

view = GraphQLView.as_view(schema=schema, graphql_ide=None)
urlpatterns = [path("graphql", csrf_exempt(view))]
