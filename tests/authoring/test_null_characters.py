"""PostgreSQL stores no null characters: a text that has one is refused everywhere."""

import pytest
from graphql import get_named_type, is_required_input_field

from reviews.models import Review
from schema.base.nodes import global_id
from schema.root import schema
from tests.factories import CategoryFactory, ReviewFactory

BY_STAFF = [
    "createCategory",
    "updateCategory",
    "createCourse",
    "updateCourse",
    "createLesson",
    "updateLesson",
    "createResource",
    "announce",
]
BY_STUDENTS = ["createReview", "updateReview"]


def input_of(mutation):
    """The name of the mutation's input."""
    return f"{mutation[0].upper()}{mutation[1:]}Input"


def fields_of(mutation):
    return schema._schema.type_map[input_of(mutation)].fields


TEXTS = [
    (mutation, name)
    for mutation in BY_STAFF + BY_STUDENTS
    for name, field in fields_of(mutation).items()
    if get_named_type(field.type).name == "String"
]


@pytest.fixture
def send(as_staff, as_student, student, enrollment, lessons):
    """Sends a mutation with these texts, and a good value for all else it needs."""
    review = ReviewFactory(student=student)
    good = {
        "categoryId": global_id(CategoryFactory()),
        "courseId": global_id(enrollment.course),
        "lessonId": global_id(lessons[0]),
        "reviewId": global_id(review),
        "name": "Algebra",
        "title": "Algebra",
        "message": "There is a new lesson.",
        "rating": 3,
        "file": None,
    }

    def send(mutation, **texts):
        fields = fields_of(mutation).items()
        needed = [name for name, field in fields if is_required_input_field(field)]
        client = as_staff if mutation in BY_STAFF else as_student
        return client.upload(
            f"mutation ($input: {input_of(mutation)}!) {{"
            f" {mutation}(input: $input) {{ errors {{ field code }} }} }}",
            {"input.file": ("notes.txt", b"Notes.")} if "file" in needed else {},
            input={name: good[name] for name in needed} | texts,
        )

    return send


@pytest.mark.parametrize(("mutation", "name"), TEXTS)
def test_a_null_character_is_refused(send, stored, files, mutation, name):
    before = stored(), files(), list(Review.objects.values())

    result = send(mutation, **{name: "null\0character"})

    errors = [{"field": [name], "code": "INVALID"}]
    assert result.data == {mutation: {"errors": errors}}
    assert (stored(), files(), list(Review.objects.values())) == before


@pytest.mark.parametrize(("mutation", "name"), TEXTS)
def test_the_same_text_without_it_is_taken(send, mutation, name):
    text = "/no-null-character" if name == "link" else "no-null-character"

    result = send(mutation, **{name: text})

    assert result.data == {mutation: {"errors": []}}
