SELECT to_json(title) FROM courses_course WHERE slug = %(slug)s AND is_published
