"""Files that instructors add to lessons."""

import pytest

from courses.models import Resource
from schema.base.nodes import global_id

CREATE = """
mutation ($input: CreateResourceInput!) {
  createResource(input: $input) {
    resource { id title size contentType lesson { title } }
    errors { field code }
  }
}
"""
DELETE = """
mutation ($id: ID!) {
  deleteResource(input: {resourceId: $id}) {
    deletedId
    lesson { resources { title } }
    errors { field code }
  }
}
"""
NOTES = ("notes & more.pdf", b"%PDF-1.7 Notes.")


def test_a_file_is_added(as_instructor, lessons, files):
    before = files()
    given = {"lessonId": global_id(lessons[0]), "title": " Notes ", "file": None}

    result = as_instructor.upload(CREATE, {"input.file": NOTES}, input=given)

    resource = Resource.objects.get()
    shown = {
        "id": global_id(resource),
        "title": "Notes",
        "size": 15,
        "contentType": "application/pdf",
        "lesson": {"title": lessons[0].title},
    }
    assert result.data == {"createResource": {"resource": shown, "errors": []}}
    assert resource.file_name == "notes & more.pdf"
    [path] = files() - before
    assert (path.read_bytes(), path.suffix) == (NOTES[1], ".pdf")
    assert "notes" not in path.name


@pytest.mark.parametrize(
    ("title", "file", "field", "code"),
    [
        (" ", NOTES, "title", "REQUIRED"),
        ("x" * 201, NOTES, "title", "TOO_LONG"),
        ("Notes", ("notes.pdf", b""), "file", "REQUIRED"),
        ("Notes", "notes.pdf", "file", "INVALID"),
    ],
)
def test_a_file_that_is_refused(
    as_instructor, lessons, stored, files, title, file, field, code
):
    before = stored(), files()
    given = {"lessonId": global_id(lessons[0]), "title": title, "file": None}
    uploads = {"input.file": file}
    if isinstance(file, str):
        given["file"], uploads = file, {}

    result = as_instructor.upload(CREATE, uploads, input=given)

    errors = [{"field": [field], "code": code}]
    assert result.data == {"createResource": {"resource": None, "errors": errors}}
    assert (stored(), files()) == before


def test_a_file_goes_once_that_is_certain(
    as_instructor, resource, files, django_capture_on_commit_callbacks
):
    before, id = files(), global_id(resource)

    with django_capture_on_commit_callbacks() as after_commit:
        result = as_instructor(DELETE, id=id)

    answer = {"deletedId": id, "lesson": {"resources": []}, "errors": []}
    assert result.data == {"deleteResource": answer}
    assert files() == before
    for call in after_commit:
        call()
    assert len(before - files()) == 1
    assert not Resource.objects.exists()
