// A real provider for the tests: `node provider.mjs REDIRECT SECRET` prints its issuer, and ends with its standard input.
// Whoever is named on its page to sign in comes in as that, with an account that only this provider knows.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [redirect, secret] = process.argv.slice(2);
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
    }],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
process.stdin.on('end', () => process.exit()).resume();
