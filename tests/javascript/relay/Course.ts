import { graphql } from 'relay-runtime';

export const course = graphql`
  query CourseQuery($slug: String!) @throwOnFieldError {
    course(slug: $slug) @required(action: THROW) {
      id
      descriptionHtml
      viewerCanEnroll
      viewerCanReview
      viewerEnrollment {
        ...Course_enrollment
      }
      lessons {
        ...Course_lesson
      }
      ...Catalog_card @arguments(size: LARGE)
      ...Course_reviews
      ...Course_students
    }
  }
`;

export const lesson = graphql`
  fragment Course_lesson on Lesson @inline {
    title
    order
    isPreview
    viewerProgress {
      isCompleted
      positionSeconds
    }
  }
`;

export const reviews = graphql`
  fragment Course_reviews on Course
  @refetchable(queryName: "CourseReviewsPaginationQuery")
  @argumentDefinitions(
    ordering: { type: "[ReviewOrder!]", defaultValue: [{ createdAt: DESC }] }
    count: { type: "Int", defaultValue: 10 }
    cursor: { type: "String" }
  ) {
    rating {
      average
      count
      distribution
    }
    reviews(ordering: $ordering, first: $count, after: $cursor) @connection(key: "Course_reviews") {
      edges {
        node {
          ...Course_review
        }
      }
    }
  }
`;

export const review = graphql`
  fragment Course_review on Review {
    rating
    comment
    createdAt
    student {
      ...Catalog_person
    }
  }
`;

export const students = graphql`
  fragment Course_students on Course
  @refetchable(queryName: "CourseStudentsPaginationQuery")
  @argumentDefinitions(
    filters: { type: "EnrollmentFilter" }
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  ) {
    students(filters: $filters, first: $first, after: $after, last: $last, before: $before)
      @connection(key: "Course_students", prefetchable_pagination: true) {
      edges {
        node {
          student {
            ...Catalog_person
          }
          ...Course_enrollment
        }
      }
    }
  }
`;

export const enrollment = graphql`
  fragment Course_enrollment on Enrollment @refetchable(queryName: "CourseEnrollmentRefetchQuery") {
    isActive
    progressPercent
    completedLessonCount
    nextLesson {
      id
      title
    }
  }
`;

export const enroll = graphql`
  mutation CourseEnrollMutation($input: EnrollInput!) {
    enroll(input: $input) {
      enrollment {
        ...Course_enrollment
        course {
          studentCount
          viewerCanEnroll
          viewerEnrollment {
            id
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
`;

export const createReview = graphql`
  mutation CourseCreateReviewMutation($input: CreateReviewInput!, $connections: [ID!]!) {
    createReview(input: $input) {
      review @prependNode(connections: $connections, edgeTypeName: "ReviewEdge") {
        ...Course_review
        course {
          ...Course_reviews
        }
      }
      errors {
        field
        message
        code
      }
    }
  }
`;

export const deleteReview = graphql`
  mutation CourseDeleteReviewMutation($input: DeleteReviewInput!, $connections: [ID!]!) {
    deleteReview(input: $input) {
      deletedId @deleteEdge(connections: $connections) @deleteRecord
      errors {
        message
        code
      }
    }
  }
`;
