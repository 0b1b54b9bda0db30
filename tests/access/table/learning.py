"""Who sees what of those who learn: where they are, and what they say of it.

Whoever runs a course has its students by ``Course.students``; by ``node`` an enrollment
and its progress are the student's own.
"""

from tests.access.table.rules import OWN_AND_SEEN, RUNNING, SEEN, Rule

STUDENT_AND_TEACHER = OWN_AND_SEEN | RUNNING

LINES: dict[str, Rule] = {
    "Enrollment": OWN_AND_SEEN,
    "Enrollment.id": STUDENT_AND_TEACHER,
    "Enrollment.student": STUDENT_AND_TEACHER,
    "Enrollment.course": STUDENT_AND_TEACHER,
    "Enrollment.enrolledAt": STUDENT_AND_TEACHER,
    "Enrollment.isActive": STUDENT_AND_TEACHER,
    "Enrollment.completedLessonCount": STUDENT_AND_TEACHER,
    "Enrollment.completedAt": STUDENT_AND_TEACHER,
    "Enrollment.lastActivityAt": STUDENT_AND_TEACHER,
    "Enrollment.progress": STUDENT_AND_TEACHER,
    "Enrollment.lessonCount": STUDENT_AND_TEACHER,
    "Enrollment.progressPercent": STUDENT_AND_TEACHER,
    "Enrollment.nextLesson": STUDENT_AND_TEACHER,
    "Progress": OWN_AND_SEEN,
    "Progress.id": STUDENT_AND_TEACHER,
    "Progress.lesson": STUDENT_AND_TEACHER,
    "Progress.isCompleted": STUDENT_AND_TEACHER,
    "Progress.completedAt": STUDENT_AND_TEACHER,
    "Progress.positionSeconds": STUDENT_AND_TEACHER,
    "Review": SEEN,
    "Review.id": SEEN,
    "Review.course": SEEN,
    "Review.student": SEEN,
    "Review.rating": SEEN,
    "Review.comment": SEEN,
    "Review.createdAt": SEEN,
    "Review.updatedAt": SEEN,
    # What was done is done; its course may be hidden from who did it by now.
    "UnenrollPayload.enrollment": SEEN,
    "UpdateReviewPayload.review": SEEN,
    "DeleteReviewPayload.course": SEEN,
}
