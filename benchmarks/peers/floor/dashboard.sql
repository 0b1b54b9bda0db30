SELECT json_agg(
    json_build_object(
        'progressPercent', CASE WHEN lesson_count > 0 THEN
            100 * least(completed_lesson_count, lesson_count) / lesson_count
        ELSE 0 END,
        'course', json_build_object('title', course_title, 'slug', slug),
        'nextLesson', CASE WHEN next_lesson.id IS NOT NULL THEN
            json_build_object('title', next_lesson.title, 'order', next_lesson."order")
        END
    )
    ORDER BY enrolled_at DESC, page.id DESC
)
FROM (
    SELECT
        enrollment.id, course_id, enrolled_at, completed_lesson_count, lesson_count,
        course.title AS course_title, slug
    FROM courses_enrollment enrollment
    JOIN courses_course course ON course.id = course_id
    WHERE student_id = %(viewer)s
        AND (is_published OR is_active OR instructor_id = %(viewer)s)
    ORDER BY enrolled_at DESC, enrollment.id DESC
    LIMIT %(first)s
) page
LEFT JOIN LATERAL (
    SELECT lesson.id, title, "order"
    FROM courses_lesson lesson
    WHERE lesson.course_id = page.course_id AND NOT EXISTS (
        SELECT FROM courses_progress progress
        WHERE progress.enrollment_id = page.id AND progress.lesson_id = lesson.id
            AND is_completed
    )
    ORDER BY "order"
    LIMIT 1
) next_lesson ON true
