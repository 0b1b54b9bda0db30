import assert from 'node:assert/strict';

export const http = new URL('/graphql', process.env.LYCEUM_URL).href;
export const ws = http.replace(/^http/, 'ws');

/** Run an operation by plain HTTP and return its data. */
export async function ask(query, variables, token) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(http, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined);
  return data;
}

let people = 0;

/** Somebody new, who has signed in. */
export async function newcomer() {
  const username = `client-${process.pid}-${people++}`;
  const input = { username, email: `${username}@example.com`, password: 'a-long-passphrase-1' };
  await ask('mutation ($input: RegisterInput!) { register(input: $input) { errors { code } } }', { input });
  return { username, ...(await signIn(username)) };
}

export async function signIn(username) {
  const query = `mutation ($username: String!) {
    tokenAuth(username: $username, password: "a-long-passphrase-1") { token refreshToken }
  }`;
  return (await ask(query, { username })).tokenAuth;
}

/** Have the person told something: the welcome of a course. */
export async function enroll({ token }, number) {
  const { courses } = await ask('{ courses(first: 5, filters: { isPublished: true }) { nodes { id } } }');
  const query = 'mutation ($id: ID!) { enroll(input: { courseId: $id }) { errors { code } } }';
  const { enroll: payload } = await ask(query, { id: courses.nodes[number].id }, token);
  assert.deepEqual(payload.errors, []);
}

export const signOut = ({ refreshToken }) =>
  ask('mutation ($token: String!) { revokeToken(refreshToken: $token) { revoked } }', { token: refreshToken });
