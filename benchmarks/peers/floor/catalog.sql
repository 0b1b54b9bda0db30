-- One row more than the page tells whether there is another page.
WITH found AS (
    SELECT
        title, slug, lesson_count, student_count, rating_count, rating_average,
        instructor_id, category_id, created_at, id
    FROM courses_course
    WHERE is_published
    ORDER BY created_at DESC, id DESC
    LIMIT %(first)s + 1
), page AS (
    SELECT * FROM found ORDER BY created_at DESC, id DESC LIMIT %(first)s
)
SELECT json_build_object(
    'nodes', json_agg(
        json_build_object(
            'title', page.title,
            'slug', page.slug,
            'lessonCount', lesson_count,
            'studentCount', student_count,
            'instructor', json_build_object(
                'firstName', person.first_name, 'lastName', person.last_name
            ),
            'category', CASE WHEN category.id IS NOT NULL THEN
                json_build_object('name', category.name)
            END,
            'rating', json_build_object(
                'average', CASE WHEN rating_count > 0 THEN rating_average END,
                'count', rating_count
            )
        )
        ORDER BY page.created_at DESC, page.id DESC
    ),
    'endCursor', CASE WHEN (SELECT count(*) FROM found) > %(first)s THEN
        (SELECT concat(created_at, ' ', id) FROM page ORDER BY created_at, id LIMIT 1)
    END
)
FROM page
JOIN users_user person ON person.id = instructor_id
LEFT JOIN courses_category category ON category.id = category_id
