const KEY = 'lyceum.session';
const MARGIN_SECONDS = 10;
const REFRESH = `mutation RefreshToken($refreshToken: String!) {
  refreshToken(refreshToken: $refreshToken) { token refreshToken }
}`;
const REVOKE = `mutation RevokeToken($refreshToken: String!) {
  revokeToken(refreshToken: $refreshToken) { revoked }
}`;

const claims = (token) => JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));

const endsSoon = (token) => claims(token).exp - Date.now() / 1000 < MARGIN_SECONDS;

/**
 * Who is signed in on this page: takes the tokens out of answers, sends them with later requests and renews them
 * in time. They are kept in sessionStorage, which ends with the browser tab, never in localStorage.
 * `send` is a GraphiQL fetcher for the session's own requests.
 */
export function createSession(send) {
  const listeners = new Set();
  let kept = JSON.parse(sessionStorage.getItem(KEY));
  let renewal = null;

  function keep(tokens) {
    const username = tokens && (tokens.user?.username ?? claims(tokens.token).username ?? kept?.username);
    kept = tokens && { token: tokens.token, refreshToken: tokens.refreshToken, username };
    if (kept) sessionStorage.setItem(KEY, JSON.stringify(kept));
    else sessionStorage.removeItem(KEY);
    listeners.forEach((listener) => listener());
  }

  async function renew() {
    const { data } = await send({ query: REFRESH, variables: { refreshToken: kept.refreshToken } });
    keep(data?.refreshToken ?? null);
  }

  async function authorization() {
    if (kept && endsSoon(kept.token)) {
      // Requests made at once share one renewal: a refresh token shown twice ends the whole session.
      renewal ??= renew().finally(() => (renewal = null));
      await renewal;
    }
    return kept ? { Authorization: `Bearer ${kept.token}` } : {};
  }

  return {
    authorization,

    /** The same fetcher, with the session's token unless the headers editor names another. */
    wrap: (fetcher) => async (params, options) => {
      const own = new Headers(options?.headers).has('Authorization');
      const headers = own ? options.headers : { ...options?.headers, ...(await authorization()) };
      const result = await fetcher(params, { ...options, headers });
      const tokens = result.data?.tokenAuth ?? result.data?.refreshToken;
      if (tokens?.token && tokens.refreshToken) keep(tokens);
      return result;
    },

    signOut() {
      const variables = { refreshToken: kept.refreshToken };
      keep(null);
      send({ query: REVOKE, variables }).catch(() => {}); // unreachable: the token ends by itself
    },

    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    username: () => kept?.username ?? null,
  };
}
