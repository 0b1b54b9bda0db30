import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ask, enroll, http, newcomer, signIn, signOut, ws } from './server.js';

const UNREAD = 'subscription { unreadNotificationCount }';
const RECEIVED = 'subscription ($after: ID) { notificationReceived(after: $after) { id message } }';
const options = { timeout: 60_000 };

const bearer = ({ token }) => ({ Authorization: `Bearer ${token}` });

const socketClient = (person) =>
  createWsClient({ url: ws, webSocketImpl: WebSocket, connectionParams: () => bearer(person), retryAttempts: 0 });

const apollo = (link) => new ApolloClient({ link, cache: new InMemoryCache() });

/** What an Apollo subscription gives, one at a time. */
function answers(observable) {
  const [kept, waiting] = [[], []];
  const give = (value) => (waiting.length ? waiting.shift()(value) : kept.push(value));
  const subscription = observable.subscribe({ next: give, error: give });
  return {
    next: () => (kept.length ? Promise.resolve(kept.shift()) : new Promise((done) => waiting.push(done))),
    end: () => subscription.unsubscribe(),
  };
}

const clients = {
  'graphql-ws': (person) => {
    const client = socketClient(person);
    const results = client.iterate({ query: UNREAD });
    return { next: async () => (await results.next()).value, end: () => client.dispose() };
  },
  'graphql-sse': (person) => {
    const client = createSseClient({ url: http, headers: () => bearer(person), retryAttempts: 0 });
    const results = client.iterate({ query: UNREAD });
    return { next: async () => (await results.next()).value, end: () => client.dispose() };
  },
  'Apollo Client with GraphQLWsLink': (person) => {
    const client = socketClient(person);
    const results = answers(apollo(new GraphQLWsLink(client)).subscribe({ query: gql(UNREAD) }));
    return { next: results.next, end: () => (results.end(), client.dispose()) };
  },
  'Apollo Client with multipart subscriptions': (person) => {
    const link = new HttpLink({ uri: http, headers: bearer(person) });
    return answers(apollo(link).subscribe({ query: gql(UNREAD) }));
  },
};

for (const [name, subscribe] of Object.entries(clients)) {
  test(`${name}: each change arrives when it is made`, options, async () => {
    const person = await newcomer();
    const results = subscribe(person);
    const counts = [(await results.next()).data.unreadNotificationCount];

    await enroll(person, 0);
    counts.push((await results.next()).data.unreadNotificationCount);
    await enroll(person, 1);
    counts.push((await results.next()).data.unreadNotificationCount);

    assert.deepEqual(counts, [0, 1, 2]);
    await results.end();
  });

  test(`${name}: a refusal is told`, options, async () => {
    const results = subscribe({ token: '' });

    const result = await results.next().catch((error) => error);

    assert.match(inspect(result, { depth: 9 }), /4403|UNAUTHENTICATED/);
    await results.end();
  });
}

test('graphql-ws connects again with a new token and misses nothing', options, async () => {
  const person = await newcomer();
  await enroll(person, 0);
  const query = '{ me { notifications(first: 1) { nodes { id } } } }';
  const [last] = (await ask(query, {}, person.token)).me.notifications.nodes;
  let [current, connections] = [person, 0];
  const client = createWsClient({
    url: ws,
    webSocketImpl: WebSocket,
    connectionParams: async () => (connections++ && (current = await signIn(person.username)), bearer(current)),
    retryWait: async () => {},
  });
  const results = client.iterate({ query: RECEIVED, variables: { after: last.id } });
  const next = results.next();
  while (!connections) await new Promise((done) => setTimeout(done, 10));
  await signOut(person);
  await enroll(await signIn(person.username), 1);

  const { value } = await next;

  assert.match(value.data.notificationReceived.message, /^Welcome to /);
  assert.equal(connections, 2);
  await client.dispose();
});
