"""What the demo teaches: the texts are the Markdown files in courses/.

A file is named by its course's slug. It begins with ``name: value`` lines (title,
category, instructor, and ``status: draft`` for one that is not published), then
the description. A line ``# Lesson: Title`` begins a lesson, ``# Preview: Title``
one that is free to read, ``# Resource: Title`` a file of the lesson above it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.utils.text import slugify

from courses.lessons import add_lesson
from courses.models import Category, Course, Lesson, Resource
from files.covers import COVER_SIZE, draw_cover
from users.models import User

FOLDER = Path(__file__).parent / "courses"
HEADING = re.compile(r"^# (Lesson|Preview|Resource): (.+)$", re.MULTILINE)
CATEGORIES = {  # names, with the hue of their covers
    "Web development": 215,
    "Programming": 255,
    "Data and AI": 175,
    "Design": 325,
    "Business": 20,
    "Languages": 350,
    "Science": 140,
    "Music and photography": 285,
}
HUES = {slugify(name): hue for name, hue in CATEGORIES.items()}


@dataclass(frozen=True)
class LessonText:
    title: str
    content: str
    is_preview: bool
    resources: list[tuple[str, str]] = field(default_factory=list)  # title and text


@dataclass(frozen=True)
class CourseText:
    slug: str
    title: str
    category: str  # its slug
    instructor: str  # the username
    is_draft: bool
    description: str
    lessons: list[LessonText]


def course_texts() -> Iterator[CourseText]:
    for path in sorted(FOLDER.glob("*.md")):
        yield _parse(path.stem, path.read_text(encoding="utf-8"))


def _parse(slug: str, text: str) -> CourseText:
    head, body = text.split("\n\n", 1)
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    description, *sections = HEADING.split(body)
    lessons: list[LessonText] = []
    for kind, title, content in zip(*[iter(sections)] * 3, strict=True):
        if kind == "Resource":
            lessons[-1].resources.append((title, content.strip() + "\n"))
        else:
            lessons.append(LessonText(title, content.strip(), kind == "Preview"))
    return CourseText(
        slug=slug,
        title=facts["title"],
        category=facts["category"],
        instructor=facts["instructor"],
        is_draft=facts.get("status") == "draft",
        description=description.strip(),
        lessons=lessons,
    )


def add_categories() -> dict[str, Category]:
    """Make the categories that are missing; by slug."""
    categories = {}
    for name in CATEGORIES:
        slug = slugify(name)
        categories[slug], _ = Category.objects.get_or_create(
            slug=slug, defaults={"name": name}
        )
    return categories


def add_courses(
    people: dict[str, User],
    categories: dict[str, Category],
    now: datetime,
    dice: Random,
) -> list[Course]:
    """Make the courses, four to eight months old, drafts in the last month."""
    texts = list(course_texts())
    dice.shuffle(texts)
    ages = sorted((dice.uniform(120, 240) for _ in texts), reverse=True)
    courses = []
    for text, days in zip(texts, ages, strict=True):
        made_at = now - timedelta(days=dice.uniform(5, 25) if text.is_draft else days)
        category = categories[text.category]
        courses.append(_add_course(text, people[text.instructor], category, made_at))
    return courses


def _add_course(
    text: CourseText, instructor: User, category: Category, made_at: datetime
) -> Course:
    course = Course(
        slug=text.slug,
        title=text.title,
        description=text.description,
        instructor=instructor,
        category=category,
        is_published=not text.is_draft,
        published_at=None if text.is_draft else made_at + timedelta(days=3),
    )
    cover = draw_cover(title=text.title, hue=CATEGORIES[category.name])
    course.thumbnail = _store(
        course.thumbnail.storage, f"thumbnails/demo-{text.slug}.webp", cover
    )
    course.thumbnail_width, course.thumbnail_height = COVER_SIZE
    course.save()
    for lesson_text in text.lessons:
        lesson = Lesson(
            title=lesson_text.title,
            content=lesson_text.content,
            is_preview=lesson_text.is_preview,
        )
        add_lesson(course=course, lesson=lesson)
        for title, content in lesson_text.resources:
            resource = Resource(lesson=lesson, title=title)
            resource.file_size = len(content.encode())
            file_name = f"resources/demo-{slugify(title)}.md"
            resource.file = _store(resource.file.storage, file_name, content.encode())
            resource.save()
    Lesson.objects.filter(course=course).update(created_at=made_at)
    Course.objects.filter(pk=course.pk).update(
        created_at=made_at, updated_at=course.published_at or made_at
    )
    return course


def _store(storage: Storage, name: str, content: bytes) -> str:
    """Store the file under exactly this name, whatever an interrupted run left."""
    storage.delete(name)
    return storage.save(name, ContentFile(content))
