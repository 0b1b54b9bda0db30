const SLUG = 'graphql-for-frontend-developers';

const IDS = `query ExampleIds($slug: String!) {
  course(slug: $slug) { id lessons { id } viewerEnrollment { nextLesson { id } } }
}`;

/** The same fetcher, with <courseId> and <lessonId> among the variables replaced by ids of the demo course. */
export const withExampleIds = (fetcher) => async (params, options) => {
  const variables = JSON.stringify(params.variables ?? {});
  if (!/"<(course|lesson)Id>"/.test(variables)) return fetcher(params, options);

  const { data } = await fetcher({ query: IDS, variables: { slug: SLUG } }, { headers: options?.headers });
  const course = data?.course;
  const lesson = course?.viewerEnrollment?.nextLesson ?? course?.lessons[0];
  const ids = new Map([['<courseId>', course?.id], ['<lessonId>', lesson?.id]]);
  return fetcher({ ...params, variables: JSON.parse(variables, (_, value) => ids.get(value) ?? value) }, options);
};

const example = (query, variables) => ({
  query: query.trimStart(),
  variables: variables && JSON.stringify(variables, null, 2),
});

/** GraphiQL's tabs on the first visit, in the order a newcomer would try them. */
export const EXAMPLES = [
  example(`
# Welcome to Lyceum, a GraphQL API for online courses.
#
# Run this with the play button or Ctrl-Enter. The tabs
# above are more examples: try them from left to right.
# The topmost icon on the left opens the documentation.
#
# Demo accounts:
#   student     s       s123s123
#   instructor  ADMIN2  a123a123
#
# Run SignIn, and this page sends your token with what
# you run next, until you sign out or close the page.
# Authorization in the headers editor takes precedence.

query Welcome {
  me {
    username
  }
  courses(first: 3) {
    totalCount
    nodes {
      title
      slug
    }
  }
}
`),
  example(`
# For the next page, set "after" to the endCursor of this one.

query Catalog($first: Int, $after: String) {
  courses(first: $first, after: $after, ordering: [{ studentCount: DESC }]) {
    totalCount
    nodes {
      slug
      title
      category {
        name
      }
      instructor {
        firstName
        lastName
      }
      rating {
        average
        count
      }
      lessonCount
      studentCount
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`, { "first": 5, "after": null }),
  example(`
query Search($filters: CourseFilter, $ordering: [CourseOrder!]) {
  courses(filters: $filters, ordering: $ordering) {
    totalCount
    nodes {
      slug
      title
      rating {
        average
        count
      }
    }
  }
}
`, { "filters": { "search": "graphql", "minRating": 3 }, "ordering": [{ "rating": "DESC" }] }),
  example(`
# "content" is null for lessons that need an enrolment:
# run this again after SignIn and Enroll.

query Course($slug: String!) {
  course(slug: $slug) {
    id
    title
    description
    instructor {
      username
      profile {
        bio
      }
    }
    lessons {
      id
      order
      title
      isPreview
      content
    }
    rating {
      average
      distribution
    }
    reviews(first: 5) {
      totalCount
      nodes {
        rating
        comment
        createdAt
        student {
          username
        }
      }
    }
    viewerCanEnroll
    viewerCanReview
    viewerEnrollment {
      progressPercent
    }
  }
}
`, { "slug": SLUG }),
  example(`
# Tokens live 5 minutes; this page renews them in time.

mutation SignIn($username: String!, $password: String!) {
  tokenAuth(username: $username, password: $password) {
    token
    refreshToken
    refreshExpiresIn
    user {
      username
      profile {
        role
      }
    }
  }
}
`, { "username": "s", "password": "s123s123" }),
  example(`
query MyLearning {
  me {
    username
    enrollments(first: 10) {
      totalCount
      nodes {
        isActive
        progressPercent
        completedLessonCount
        lessonCount
        completedAt
        course {
          slug
          title
        }
        nextLesson {
          id
          order
          title
        }
      }
    }
  }
}
`),
  example(`
# This page replaces <courseId> with the id of the course
# in the Course tab. Enrolling twice changes nothing.

mutation Enroll($courseId: ID!) {
  enroll(input: { courseId: $courseId }) {
    enrollment {
      enrolledAt
      isActive
      progressPercent
      course {
        title
        studentCount
      }
      nextLesson {
        title
      }
    }
    errors {
      field
      message
      code
    }
  }
}
`, { "courseId": "<courseId>" }),
  example(`
# This page replaces <lessonId> with the id of your next
# lesson: run this again and again to finish the course.

mutation Complete($lessonId: ID!) {
  completeLesson(input: { lessonId: $lessonId }) {
    progress {
      completedAt
      lesson {
        order
        title
      }
    }
    enrollment {
      progressPercent
      completedLessonCount
      lessonCount
      completedAt
      nextLesson {
        title
      }
    }
    errors {
      field
      message
      code
    }
  }
}
`, { "lessonId": "<lessonId>" }),
  example(`
# A student reviews a course once. The second time is
# refused, and the refusal is data: see "errors".

mutation Review($input: CreateReviewInput!) {
  createReview(input: $input) {
    review {
      id
      rating
      comment
      course {
        rating {
          average
          count
        }
      }
    }
    errors {
      field
      message
      code
    }
  }
}
`, { "input": { "courseId": "<courseId>", "rating": 5, "comment": "Clear, short lessons." } }),
  example(`
query Notifications {
  me {
    unreadNotificationCount
    notifications(first: 10) {
      nodes {
        id
        type
        message
        link
        isRead
        createdAt
      }
    }
  }
}
`),
  example(`
mutation Register($input: RegisterInput!) {
  register(input: $input) {
    user {
      id
      username
      profile {
        role
      }
    }
    errors {
      field
      message
      code
    }
  }
}
`, { "input": { "username": "newcomer", "email": "newcomer@example.com", "password": "a-long-passphrase-1" } }),
  example(`
mutation Instructor($username: String!, $password: String!) {
  tokenAuth(username: $username, password: $password) {
    token
    refreshToken
    user {
      username
      profile {
        role
      }
      taughtCourses {
        nodes {
          slug
          title
          isPublished
          studentCount
        }
      }
    }
  }
}
`, { "username": "ADMIN2", "password": "a123a123" }),
];

/** One more tab, where the server takes subscriptions. */
export const LIVE_EXAMPLE = example(`
# Stays open and shows each change, from any of your
# devices. Needs a signed-in user.

subscription Live {
  unreadNotificationCount
}
`);
