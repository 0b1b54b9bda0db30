from django.urls import path

from benchmarks.peers.rest import views

urlpatterns = [
    path("courses", views.Catalog.as_view()),
    path("courses/<slug:slug>", views.Course.as_view()),
    path("courses/<slug:slug>/title", views.Title.as_view()),
    path("enrollments", views.Dashboard.as_view()),
    path("lessons/<int:lesson>/completion", views.Completion.as_view()),
]
