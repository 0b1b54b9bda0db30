import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { http } from './server.js';

// As Apollo Server, ours refuses a request that a foreign page could send without asking.
const fetchFn = (url, { headers, ...options } = {}) =>
  fetch(url, { ...options, headers: { ...headers, 'GraphQL-Require-Preflight': '1' } });

const audits = serverAudits({ url: http, fetchFn });

test('graphql-http has 61 audits', () => assert.equal(audits.length, 61));

for (const { id, name, fn } of audits) {
  test(`graphql-http ${id}: the server ${name}`, { timeout: 60_000 }, async () => {
    const { status, reason, response } = await fn();

    assert.equal(status, 'ok', reason && `${reason}\n${await told(response)}`);
  });
}

/** The answer to a failed audit, which may have read it. */
async function told(response) {
  const body = response.bodyUsed ? '' : await response.text();
  return `${response.status} ${response.headers.get('content-type')}\n${body}`;
}
