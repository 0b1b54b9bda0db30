/** How a site would use what GraphQL Codegen made: only its types are checked. */
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { type FragmentType, useFragment } from './generated/client';
import {
  CatalogDocument,
  type CourseFilter,
  CourseCardFragmentDoc,
  CreateCourseDocument,
  EnrollDocument,
  NotificationReceivedDocument,
  RecordProgressDocument,
  SignInDocument,
  StudentsDocument,
} from './generated/client/graphql';
import type { CourseOrder, Scalars } from './generated/schema';

const client = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: '/graphql' }) });

export function heading(course: FragmentType<typeof CourseCardFragmentDoc>): string {
  const { title, rating, category } = useFragment(CourseCardFragmentDoc, course);
  return `${title}, ${category?.name ?? 'other'}: ${rating.average?.toFixed(1) ?? 'no reviews'}`;
}

export async function catalog(filters: CourseFilter): Promise<string[]> {
  const { data } = await client.query({
    query: CatalogDocument,
    variables: { filters, ordering: [{ studentCount: 'DESC' }, { title: 'ASC' }] },
  });
  return data?.courses.edges.map(({ node }) => heading(node)) ?? [];
}

export async function signIn(username: string, password: string): Promise<unknown> {
  const { data } = await client.mutate({ mutation: SignInDocument, variables: { username, password } });
  const claims: unknown = data?.tokenAuth?.payload;
  return claims;
}

export async function enroll(courseId: string): Promise<number> {
  const { data } = await client.mutate({ mutation: EnrollDocument, variables: { input: { courseId } } });
  return data?.enroll?.enrollment?.course.studentCount ?? 0;
}

export async function record(lessonId: string): Promise<void> {
  const occurredAt: Scalars['DateTime']['input'] = new Date().toISOString();
  await client.mutate({ mutation: RecordProgressDocument, variables: { entries: [{ lessonId, occurredAt }] } });
}

export async function begin(title: string, thumbnail: File): Promise<void> {
  await client.mutate({ mutation: CreateCourseDocument, variables: { input: { title, thumbnail } } });
  // @ts-expect-error A picture is a file, not an address.
  await client.mutate({ mutation: CreateCourseDocument, variables: { input: { title, thumbnail: 'a.png' } } });
}

export async function busiestDay(courseId: string): Promise<string | undefined> {
  const { data } = await client.query({ query: StudentsDocument, variables: { courseId } });
  const days = [...(data?.course?.stats?.enrollmentsByDay ?? [])];
  return days.sort((one, other) => other.count - one.count)[0]?.day;
}

export const hear = (after: string | null) =>
  client.subscribe({ query: NotificationReceivedDocument, variables: { after } });

export const newest: CourseOrder = { createdAt: 'DESC' };
// @ts-expect-error @oneOf takes one key.
export const both: CourseOrder = { createdAt: 'DESC', title: 'ASC' };
