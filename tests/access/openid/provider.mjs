// A real provider for the tests: `node provider.mjs REDIRECT SECRET [SIGNED_OUT]` prints its issuer, and ends with its
// standard input. It tells at SIGNED_OUT who signed out.
// Whoever is named on its page to sign in comes in as that, with an account that only this provider knows.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [redirect, secret, signedOut] = process.argv.slice(2);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'alliantie',
      client_secret: secret,
      redirect_uris: [redirect],
      post_logout_redirect_uris: [new URL('/account/login/', redirect).href],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      ...(signedOut && { backchannel_logout_uri: signedOut, backchannel_logout_session_required: true }),
    }],
    pkce: { required: () => true },
    // It asks no address of this machine by itself, where the tests listen.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true } },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
process.stdin.on('end', () => process.exit()).resume();
