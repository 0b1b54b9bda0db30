import { useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import { EXAMPLES, LIVE_EXAMPLE, withExampleIds } from './examples.js';
import './page.css';
import { createSession } from './session.js';

globalThis.MonacoEnvironment = {
  getWorker(_, label) {
    const name = ['graphql', 'json'].includes(label) ? label : 'editor';
    return new Worker(new URL(`workers/${name}.js`, import.meta.url), { type: 'module' });
  },
};

const container = document.getElementById('graphiql');
const { endpoint, subscriptions } = container.dataset;
const examples = container.dataset.examples === 'true';

// Without incremental delivery GraphiQL asks for application/graphql-response+json, else for multipart/mixed.
const http = { url: endpoint, enableIncrementalDelivery: false };
const session = createSession(createGraphiQLFetcher(http));
const wsClient = subscriptions
  ? createClient({
      url: new URL(subscriptions, location.href).href.replace(/^http/, 'ws'),
      connectionParams: session.authorization,
    })
  : undefined;
const signedIn = session.wrap(createGraphiQLFetcher({ ...http, wsClient }));
const fetcher = examples ? withExampleIds(signedIn) : signedIn;
const tabs = subscriptions ? [...EXAMPLES, LIVE_EXAMPLE] : EXAMPLES;

function Viewer() {
  const username = useSyncExternalStore(session.subscribe, session.username);
  if (!username) return <span className="lyceum-viewer">Not signed in</span>;
  return (
    <span className="lyceum-viewer">
      Signed in as <strong>{username}</strong> ·{' '}
      <button type="button" onClick={session.signOut}>Sign out</button>
    </span>
  );
}

createRoot(container).render(
  <GraphiQL
    defaultEditorToolsVisibility="variables"
    defaultTabs={examples ? tabs : undefined}
    fetcher={fetcher}
    shouldPersistHeaders
  >
    <GraphiQL.Logo><Viewer /></GraphiQL.Logo>
  </GraphiQL>,
);
