SELECT json_build_object(
    'title', title,
    'description', description,
    'instructor', json_build_object(
        'firstName', person.first_name, 'lastName', person.last_name
    ),
    'rating', json_build_object(
        'average', CASE WHEN rating_count > 0 THEN rating_average END,
        'count', rating_count
    ),
    'lessons', (
        SELECT coalesce(json_agg(
            json_build_object(
                'title', lesson.title, 'order', "order", 'isPreview', is_preview
            )
            ORDER BY "order"
        ), '[]')
        FROM courses_lesson lesson
        WHERE lesson.course_id = course.id
    ),
    'reviews', (
        SELECT coalesce(json_agg(
            json_build_object(
                'rating', rating,
                'comment', comment,
                'createdAt', review.created_at,
                'student', json_build_object('firstName', student.first_name)
            )
            ORDER BY review.created_at DESC, review.id DESC
        ), '[]')
        FROM (
            SELECT * FROM reviews_review
            WHERE course_id = course.id
            ORDER BY created_at DESC, id DESC
            LIMIT %(reviews)s
        ) review
        JOIN users_user student ON student.id = student_id
    )
)
FROM courses_course course
JOIN users_user person ON person.id = instructor_id
WHERE slug = %(slug)s AND is_published
