-- The row only: nothing is counted, nobody is told, and nothing is locked.
INSERT INTO courses_progress AS row (
    enrollment_id, lesson_id, is_completed, completed_at, completion_changed_at,
    position_seconds
)
SELECT enrollment.id, lesson.id, true, now(), now(), 0
FROM courses_lesson lesson
JOIN courses_enrollment enrollment USING (course_id)
WHERE lesson.id = %(lesson)s AND student_id = %(viewer)s AND is_active
ON CONFLICT (enrollment_id, lesson_id) DO UPDATE
SET is_completed = true,
    completed_at = coalesce(row.completed_at, excluded.completed_at),
    completion_changed_at = excluded.completion_changed_at
RETURNING to_json(is_completed)
