"""``manage.py remove_orphans``: what killed processes left behind, and nothing else."""

import os
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from courses.models import Course, Lesson, Resource
from tests.disk import PRIVATE
from users.models import Profile, User

OLD = time.time() - 25 * 60 * 60
PUBLIC = Path(settings.MEDIA_ROOT)
TEMPORARY = Path(settings.FILE_UPLOAD_TEMP_DIR)
ORPHANS = [
    PUBLIC / "thumbnails/orphan.webp",
    PUBLIC / "thumbnails/orphan.small.webp",
    PUBLIC / "thumbnails/deeper/orphan.webp",
    PUBLIC / "profiles/orphan.webp",
    PRIVATE / "videos/orphan.mp4",
    PRIVATE / "resources/orphan.pdf",
    TEMPORARY / "tmporphan.upload",
]
IN_USE = [
    PUBLIC / "thumbnails/used.webp",
    PUBLIC / "thumbnails/used.small.webp",
    PUBLIC / "thumbnails/used.medium.webp",
    PUBLIC / "thumbnails/used.large.webp",
    PUBLIC / "profiles/used.webp",
    PUBLIC / "profiles/used.large.webp",
    PRIVATE / "videos/used.mp4",
    PRIVATE / "resources/used.pdf",
]
NOT_OURS = [PUBLIC / "robots.txt", PUBLIC / "other/file.txt", TEMPORARY / "other.tmp"]


@pytest.fixture
def in_use(course: Course, lessons: list[Lesson], student: User) -> None:
    """Rows point to files of each folder."""
    Course.objects.update(thumbnail="thumbnails/used.webp", thumbnail_width=1)
    Profile.objects.update(profile_image="profiles/used.webp")
    Lesson.objects.filter(pk=lessons[0].pk).update(video_file="videos/used.mp4")
    Resource.objects.create(lesson=lessons[0], title="1", file="resources/used.pdf")


@pytest.fixture
def files(in_use: None) -> None:
    """Old files, orphans among them."""
    for path in [*ORPHANS, *IN_USE, *NOT_OURS]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (OLD, OLD))


def remove_orphans(**options: bool) -> list[str]:
    """The lines that the command prints."""
    output = StringIO()
    call_command("remove_orphans", stdout=output, **options)
    return output.getvalue().splitlines()


def existing(paths: list[Path]) -> list[Path]:
    return [path for path in paths if path.exists()]


def names() -> set[str]:
    """How the command names the orphans."""
    folders = {str(folder) for folder in (PUBLIC, PRIVATE)}
    return {
        str(path) if path.parent == TEMPORARY else str(path).partition(folder + "/")[2]
        for path in ORPHANS
        for folder in folders
        if path.parent == TEMPORARY or folder in str(path)
    }


def test_orphans_are_removed_and_all_else_stays(files: None) -> None:
    result = remove_orphans()

    assert set(result) == names() | {"7 files were removed."}
    assert existing(ORPHANS) == []
    assert existing(IN_USE) == IN_USE
    assert existing(NOT_OURS) == NOT_OURS


def test_a_dry_run_names_them_and_removes_nothing(files: None) -> None:
    result = remove_orphans(dry_run=True)

    assert set(result) == names() | {"7 files would be removed."}
    assert existing(ORPHANS) == ORPHANS
    assert existing(IN_USE) == IN_USE


def test_a_second_run_finds_nothing(files: None) -> None:
    remove_orphans()

    result = remove_orphans()

    assert result == ["0 files were removed."]


def test_a_young_file_may_be_on_its_way(files: None) -> None:
    for path in ORPHANS:
        os.utime(path)

    result = remove_orphans()

    assert result == ["0 files were removed."]
    assert existing(ORPHANS) == ORPHANS


def test_folders_that_are_not_there_are_no_failure(
    db: None, on_disk: Callable[[], list[str]]
) -> None:
    result = remove_orphans()

    assert result == ["0 files were removed."]
    assert on_disk() == []
