from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from graphene_django.views import GraphQLView

from benchmarks.peers.graphene_django.schema import schema

view = GraphQLView.as_view(schema=schema, graphiql=False)
urlpatterns = [path("graphql", csrf_exempt(view))]
