from typing import Any

from rest_framework import serializers

from courses import models
from reviews.models import Review
from users.models import User


class Instructor(serializers.ModelSerializer):
    firstName = serializers.CharField(source="first_name")
    lastName = serializers.CharField(source="last_name")

    class Meta:
        model = User
        fields = ["firstName", "lastName"]


class Student(serializers.ModelSerializer):
    firstName = serializers.CharField(source="first_name")

    class Meta:
        model = User
        fields = ["firstName"]


class Category(serializers.ModelSerializer):
    class Meta:
        model = models.Category
        fields = ["name"]


class Title(serializers.ModelSerializer):
    class Meta:
        model = models.Course
        fields = ["title"]


class Rated(serializers.ModelSerializer):
    rating = serializers.SerializerMethodField()
    instructor = Instructor()

    def get_rating(self, course: models.Course) -> dict[str, Any]:
        average = course.rating_average if course.rating_count else None
        return {"average": average, "count": course.rating_count}


class CatalogCourse(Rated):
    lessonCount = serializers.IntegerField(source="lesson_count")
    studentCount = serializers.IntegerField(source="student_count")
    category = Category()

    class Meta:
        model = models.Course
        fields = [
            *("title", "slug", "lessonCount", "studentCount"),
            *("instructor", "category", "rating"),
        ]


class Lesson(serializers.ModelSerializer):
    isPreview = serializers.BooleanField(source="is_preview")

    class Meta:
        model = models.Lesson
        fields = ["title", "order", "isPreview"]


class CourseReview(serializers.ModelSerializer):
    createdAt = serializers.DateTimeField(source="created_at")
    student = Student()

    class Meta:
        model = Review
        fields = ["rating", "comment", "createdAt", "student"]


class Course(Rated):
    lessons = Lesson(many=True)
    reviews = CourseReview(many=True, source="first_reviews")

    class Meta:
        model = models.Course
        fields = ["title", "description", "instructor", "rating", "lessons", "reviews"]


class StudiedCourse(serializers.ModelSerializer):
    class Meta:
        model = models.Course
        fields = ["title", "slug"]


class Enrollment(serializers.ModelSerializer):
    progressPercent = serializers.IntegerField(source="progress_percent")
    course = StudiedCourse()
    nextLesson = serializers.JSONField(source="next_lesson")

    class Meta:
        model = models.Enrollment
        fields = ["progressPercent", "course", "nextLesson"]


class Progress(serializers.ModelSerializer):
    isCompleted = serializers.BooleanField(source="is_completed")

    class Meta:
        model = models.Progress
        fields = ["isCompleted"]
