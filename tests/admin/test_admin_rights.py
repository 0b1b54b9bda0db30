import pytest

from courses.models import Course, Enrollment
from notifications.models import Notification
from reviews.models import Review
from users.models import RefreshToken, User


@pytest.mark.parametrize(
    ("permissions", "visible"),
    [
        ([], set()),
        (["view_course"], {Course}),
        (["view_enrollment", "view_user"], {Enrollment, User}),
        (["change_review"], {Review}),
        (["change_notification", "view_refreshtoken"], {Notification, RefreshToken}),
    ],
)
def test_staff_see_the_lists_that_they_may_see(desk_of_staff, permissions, visible):
    models = {Course, Enrollment, Notification, RefreshToken, Review, User}
    desk = desk_of_staff(*permissions)

    result = {model for model in models if desk.browse(model).status_code == 200}

    assert result == visible


def test_a_student_has_no_admin(desk_of_staff, staff):
    desk = desk_of_staff("view_course")
    User.objects.filter(pk=staff.pk).update(is_staff=False)

    result = desk.browse(Course)

    assert result.status_code == 302


@pytest.mark.parametrize(
    ("permissions", "actions"),
    [
        (["view_enrollment"], set()),
        (["view_enrollment", "change_enrollment"], {"enroll_again", "take_out"}),
    ],
)
def test_who_may_change_enrollments_moves_students(
    desk_of_staff, enrollment, permissions, actions
):
    desk = desk_of_staff(*permissions)

    result = desk.browse(Enrollment)

    form = result.context["action_form"]
    offered = form.fields["action"].choices if form else []
    assert {name for name, _ in offered if name} == actions


def test_who_may_only_look_changes_nothing(desk_of_staff, course):
    desk = desk_of_staff("view_course")

    result = desk.change(course, title="Mine")

    course.refresh_from_db()
    assert result.status_code == 403
    assert course.title != "Mine"


def test_staff_who_change_users_give_nobody_rights(desk_of_staff, student):
    desk = desk_of_staff("view_user", "change_user")

    result = desk.change(
        student, first_name="Samuel", is_staff="on", is_superuser="on", groups=[]
    )

    student.refresh_from_db()
    assert result.status_code == 200
    assert student.first_name == "Samuel"
    assert not student.is_staff and not student.is_superuser


def test_staff_give_themselves_no_rights(desk_of_staff, staff):
    desk = desk_of_staff("view_user", "change_user")

    result = desk.change(staff, is_superuser="on")

    staff.refresh_from_db()
    assert result.status_code == 200
    assert not staff.is_superuser


def test_staff_change_no_account_of_other_staff(desk_of_staff, support):
    desk = desk_of_staff("view_user", "change_user")
    password = f"/admin/users/user/{support.pk}/password/"

    result = desk.act("deactivate", support)

    support.refresh_from_db()
    assert support.is_active
    assert desk.messages(result) == [
        f"Refused: 1 ({support}). Only a superuser changes members of staff."
    ]
    assert desk.change(support, email="mine@example.org").status_code == 403
    assert desk.client.get(password).status_code == 403
