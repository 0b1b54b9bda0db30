from typing import Any

from django.db.models import QuerySet
from rest_framework import generics, pagination
from rest_framework.response import Response
from rest_framework.views import APIView

from benchmarks.peers import rows
from benchmarks.peers.rest import serializers


class Pages(pagination.CursorPagination):
    ordering = ("-created_at", "-id")
    page_size_query_param = "page_size"
    max_page_size = 100


class Catalog(generics.ListAPIView):
    serializer_class = serializers.CatalogCourse
    pagination_class = Pages

    def get_queryset(self) -> QuerySet:
        return rows.catalog()


class Course(generics.RetrieveAPIView):
    serializer_class = serializers.Course
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet:
        number = int(self.request.query_params["reviews"])
        return rows.with_lessons_and_reviews(number)


class Title(generics.RetrieveAPIView):
    serializer_class = serializers.Title
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet:
        return rows.published().only("title")


class Dashboard(APIView):
    def get(self, request: Any) -> Response:
        number = int(request.query_params["limit"])
        enrollments = rows.dashboard(request.user.pk)[:number]
        return Response(serializers.Enrollment(enrollments, many=True).data)


class Completion(APIView):
    def post(self, request: Any, lesson: int) -> Response:
        progress = rows.complete(request.user.pk, lesson)
        return Response(serializers.Progress(progress).data)
