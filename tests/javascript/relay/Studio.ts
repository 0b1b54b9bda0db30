import { graphql } from 'relay-runtime';

export const studio = graphql`
  query StudioQuery {
    me {
      ...Studio_courses
    }
  }
`;

export const courses = graphql`
  fragment Studio_courses on User
  @refetchable(queryName: "StudioCoursesPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
    taughtCourses(first: $count, after: $cursor) @connection(key: "Studio_taughtCourses") {
      __id
      edges {
        node {
          isPublished
          ...Catalog_card
        }
      }
    }
  }
`;

export const createCourse = graphql`
  mutation StudioCreateCourseMutation($input: CreateCourseInput!, $connections: [ID!]!) {
    createCourse(input: $input) {
      course @prependNode(connections: $connections, edgeTypeName: "CourseEdge") {
        isPublished
        ...Catalog_card
      }
      errors {
        field
        message
        code
      }
    }
  }
`;

export const deleteCourse = graphql`
  mutation StudioDeleteCourseMutation($input: DeleteCourseInput!, $connections: [ID!]!) {
    deleteCourse(input: $input) {
      deletedId @deleteEdge(connections: $connections)
      errors {
        field
        message
        code
      }
    }
  }
`;

export const createResource = graphql`
  mutation StudioCreateResourceMutation($lessonId: ID!, $title: String!, $file: Upload!) {
    createResource(input: { lessonId: $lessonId, title: $title, file: $file }) {
      resource {
        title
        size
        lesson {
          resources {
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
