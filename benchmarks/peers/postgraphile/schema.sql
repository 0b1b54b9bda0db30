-- What PostGraphile serves: views of Lyceum's tables, with the rules of who sees what.
-- PostgreSQL folds a view into the query that reads it, so that they cost nothing.
-- Before a session is somebody's, jwt.claims.user_id is not set: then nobody is it.

SET client_min_messages = warning;
DROP SCHEMA IF EXISTS postgraphile CASCADE;
CREATE SCHEMA postgraphile;
SET search_path = postgraphile;

CREATE FUNCTION postgraphile.viewer_id() RETURNS bigint LANGUAGE sql STABLE AS
    $$ SELECT nullif(current_setting('jwt.claims.user_id', true), '')::bigint $$;
COMMENT ON FUNCTION viewer_id IS '@behavior -*';

CREATE VIEW person AS SELECT id, first_name, last_name FROM public.users_user;
COMMENT ON VIEW person IS E'@primaryKey id';

CREATE VIEW category AS SELECT id, name FROM public.courses_category;
COMMENT ON VIEW category IS E'@primaryKey id';

CREATE VIEW course AS
    SELECT
        id, slug, title, description, instructor_id, category_id, created_at,
        lesson_count, student_count, rating_count,
        CASE WHEN rating_count > 0 THEN rating_average END AS rating_average
    FROM public.courses_course
    WHERE is_published;
COMMENT ON VIEW course IS E'@primaryKey id
@unique slug
@foreignKey (instructor_id) references person (id)|@fieldName instructor|@behavior -manyRelation
@foreignKey (category_id) references category (id)|@fieldName category|@behavior -manyRelation';

CREATE VIEW lesson AS
    SELECT id, course_id, title, "order", is_preview FROM public.courses_lesson;
COMMENT ON VIEW lesson IS E'@primaryKey id
@foreignKey (course_id) references course (id)|@foreignFieldName lessons|@behavior +manyRelation:resource:list -manyRelation:resource:connection';

CREATE VIEW review AS
    SELECT id, course_id, student_id, rating, comment, created_at
    FROM public.reviews_review;
COMMENT ON VIEW review IS E'@primaryKey id
@foreignKey (course_id) references course (id)|@foreignFieldName reviews|@behavior +manyRelation:resource:list -manyRelation:resource:connection
@foreignKey (student_id) references person (id)|@fieldName student|@behavior -manyRelation';

CREATE VIEW enrollment AS
    SELECT
        enrollment.id, course_id, enrolled_at,
        CASE WHEN lesson_count > 0 THEN
            100 * least(completed_lesson_count, lesson_count) / lesson_count
        ELSE 0 END AS progress_percent,
        (
            SELECT lesson.id FROM public.courses_lesson lesson
            WHERE lesson.course_id = enrollment.course_id AND NOT EXISTS (
                SELECT FROM public.courses_progress progress
                WHERE progress.enrollment_id = enrollment.id
                    AND progress.lesson_id = lesson.id AND is_completed
            )
            ORDER BY lesson."order" LIMIT 1
        ) AS next_lesson_id
    FROM public.courses_enrollment enrollment
    JOIN public.courses_course course ON course.id = course_id
    WHERE student_id = viewer_id()
        AND (course.is_published OR is_active OR course.instructor_id = viewer_id());
COMMENT ON VIEW enrollment IS E'@primaryKey id
@behavior +query:resource:list -query:resource:connection
@foreignKey (course_id) references course (id)|@fieldName course|@behavior -manyRelation
@foreignKey (next_lesson_id) references lesson (id)|@fieldName nextLesson|@behavior -manyRelation';

CREATE VIEW progress AS
    SELECT id, enrollment_id, lesson_id, is_completed FROM public.courses_progress;
COMMENT ON VIEW progress IS E'@primaryKey id
@behavior -query:resource:list -query:resource:connection -query:resource:single';

-- The row only: nothing is counted, nobody is told, and nothing is locked.
CREATE FUNCTION complete_lesson(lesson_id bigint) RETURNS progress
LANGUAGE sql VOLATILE AS $$
    INSERT INTO public.courses_progress AS row (
        enrollment_id, lesson_id, is_completed, completed_at, completion_changed_at,
        position_seconds
    )
    SELECT enrollment.id, lesson.id, true, now(), now(), 0
    FROM public.courses_lesson lesson
    JOIN public.courses_enrollment enrollment USING (course_id)
    WHERE lesson.id = complete_lesson.lesson_id AND student_id = postgraphile.viewer_id()
        AND is_active
    ON CONFLICT (enrollment_id, lesson_id) DO UPDATE
    SET is_completed = true,
        completed_at = coalesce(row.completed_at, excluded.completed_at),
        completion_changed_at = excluded.completion_changed_at
    RETURNING id, enrollment_id, lesson_id, is_completed
$$;
