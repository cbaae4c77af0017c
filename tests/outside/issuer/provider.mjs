// An OpenID provider for the test beside it: users whose role stands in the claims of
// Care Identity Service 2, and access tokens that are JWTs for Candour.
//
//     node provider.mjs <node_modules> <port> <folder> <kid> [<kid> ...]
//
// The first key signs, all are published. A key is made when its name is first given,
// and kept in the folder, so that a provider that is started anew still has it. CANDOUR_BACK
// names a place to which users may be sent back, besides the usual one.

import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, port, folder, ...kids] = process.argv.slice(2);
const entry = pathToFileURL(join(modules, "oidc-provider/lib/index.js"));
const { Provider } = await import(entry);

function key(kid) {
  const file = join(folder, `${kid}.json`);
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwk = { ...privateKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" };
    writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, "utf8"));
}

const ROLES = [
  { person_roleid: "1001", org_code: "RRF", role_code: "S8000:G8000:R8000" },
  { person_roleid: "1002", org_code: "RRF", role_code: "S8000:G8000:R0001" },
];
// Each user signs in with one of the roles selected.
const SELECTED = { nurse: "1001", cook: "1002" };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks: { keys: kids.map(key) },
  cookies: { keys: ["of no worth: this provider lives for a test"] },
  clients: [{
    client_id: "pages",
    token_endpoint_auth_method: "none",
    redirect_uris: ["http://127.0.0.1:1/back", ...(process.env.CANDOUR_BACK ? [process.env.CANDOUR_BACK] : [])],
    grant_types: ["authorization_code"],
    response_types: ["code"],
  }],
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  extraTokenClaims: (_, token) => ({
    nhsid_useruid: `91000000-${token.accountId}`,
    nhsid_nrbac_roles: ROLES,
    selected_roleid: SELECTED[token.accountId],
  }),
  features: {
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: "openid",
        audience: "candour",
        accessTokenFormat: "jwt",
        accessTokenTTL: 600,
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
});
provider.listen(Number(port), "127.0.0.1");
