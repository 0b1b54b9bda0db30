"""For whom an id that somebody sends is that of something; for others of nothing.

Every argument and every field of an input that takes ids has a line, with the type of
what it names. ``None`` is where the field gives objects of several types, or only uses
the number in the id: then there is nothing to be found.
"""

from dataclasses import dataclass

from tests.access.table.rules import ANYONE, LEARNING, OWN, RUNNING, SEEN, Rule


@dataclass(frozen=True)
class Ids:
    type: str | None
    rule: Rule


COURSE_SEEN = Ids("Course", SEEN)
COURSE_RUN = Ids("Course", RUNNING)
LESSON_SEEN = Ids("Lesson", SEEN)
LESSON_RUN = Ids("Lesson", RUNNING)
CATEGORY = Ids("Category", ANYONE)
OWN_REVIEW = Ids("Review", OWN)
OWN_NOTIFICATION = Ids("Notification", OWN)
NUMBER = Ids(None, ANYONE)

IDS: dict[str, Ids] = {
    "Query.node(id:)": Ids(None, ANYONE),
    "Query.nodes(ids:)": Ids(None, ANYONE),
    "Query.course(id:)": COURSE_SEEN,
    "Query.lesson(id:)": LESSON_SEEN,
    "Subscription.notificationReceived(after:)": NUMBER,
    "Subscription.progressChanged(courseId:)": NUMBER,
    "CourseFilter.instructorId": NUMBER,
    "EnrollmentFilter.courseId": NUMBER,
    "EnrollInput.courseId": COURSE_SEEN,
    "UnenrollInput.courseId": COURSE_SEEN,
    "CompleteLessonInput.lessonId": LESSON_SEEN,
    "UncompleteLessonInput.lessonId": LESSON_SEEN,
    "ProgressEntry.lessonId": LESSON_SEEN,
    "CreateReviewInput.courseId": COURSE_SEEN,
    "MuteCourseInput.courseId": COURSE_SEEN,
    "UpdateReviewInput.reviewId": OWN_REVIEW,
    "DeleteReviewInput.reviewId": OWN_REVIEW,
    "MarkNotificationReadInput.notificationId": OWN_NOTIFICATION,
    "MarkAllNotificationsReadInput.upTo": OWN_NOTIFICATION,
    "DeleteNotificationInput.notificationId": OWN_NOTIFICATION,
    "CreateCourseInput.categoryId": CATEGORY,
    "UpdateCourseInput.categoryId": CATEGORY,
    "UpdateCategoryInput.categoryId": CATEGORY,
    "DeleteCategoryInput.categoryId": CATEGORY,
    "UpdateCourseInput.courseId": COURSE_RUN,
    "PublishCourseInput.courseId": COURSE_RUN,
    "UnpublishCourseInput.courseId": COURSE_RUN,
    "DeleteCourseInput.courseId": COURSE_RUN,
    "CreateLessonInput.courseId": COURSE_RUN,
    "ReorderLessonsInput.courseId": COURSE_RUN,
    "ReorderLessonsInput.lessonIds": LESSON_RUN,
    "AnnounceInput.courseId": COURSE_RUN,
    "UpdateLessonInput.lessonId": LESSON_RUN,
    "DeleteLessonInput.lessonId": LESSON_RUN,
    "CreateResourceInput.lessonId": LESSON_RUN,
    "DeleteResourceInput.resourceId": Ids("Resource", LEARNING & RUNNING),
}
