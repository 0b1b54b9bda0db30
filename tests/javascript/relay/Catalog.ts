import { graphql } from 'relay-runtime';

export const catalog = graphql`
  query CatalogQuery($filters: CourseFilter, $count: Int!, $cursor: String) {
    ...Catalog_courses @arguments(filters: $filters, count: $count, cursor: $cursor)
    categories(first: 100, ordering: [{ name: ASC }]) {
      nodes {
        ...Catalog_category
      }
    }
  }
`;

export const courses = graphql`
  fragment Catalog_courses on Query
  @refetchable(queryName: "CatalogPaginationQuery")
  @argumentDefinitions(
    filters: { type: "CourseFilter" }
    ordering: { type: "[CourseOrder!]", defaultValue: [{ studentCount: DESC }] }
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
  ) {
    courses(filters: $filters, ordering: $ordering, first: $count, after: $cursor)
      @connection(key: "Catalog_courses", filters: ["filters", "ordering"]) {
      totalCount
      edges {
        node {
          ...Catalog_card
        }
      }
    }
  }
`;

export const card = graphql`
  fragment Catalog_card on Course @argumentDefinitions(size: { type: "ImageSize!", defaultValue: SMALL }) {
    slug @required(action: LOG)
    title
    lessonCount
    studentCount
    rating {
      average
      count
    }
    instructor {
      ...Catalog_person @relay(mask: false)
    }
    thumbnail {
      thumbnail(size: $size) {
        url
        width
        height
      }
    }
  }
`;

export const person = graphql`
  fragment Catalog_person on User {
    firstName
    lastName
  }
`;

export const category = graphql`
  fragment Catalog_category on Category @relay(plural: true) {
    name
    slug
    courseCount
  }
`;
