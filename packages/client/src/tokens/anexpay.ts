import type { TokenProtocol } from './protocol.ts';

/** docs.anexpay.com/467879750e0 gives `"expires_in":1800` without a unit; seconds, as in OAuth (RFC 6749 §5.1). */
const LIFETIME_SECONDS = 1_800;

interface AnexpayTokenAnswer {
  readonly retcode?: unknown;
  readonly retmsg?: unknown;
  readonly retdata?: { readonly access_token?: unknown; readonly expires_in?: unknown } | null;
}

/** ANexPay XCheckout, docs.anexpay.com/467879750e0. */
export const anexpayToken: TokenProtocol = {
  path: '/user/auth/oauth2/token',
  constants: { grantType: 'password' },
  fields: { email: 'email', password: 'password', apiKey: 'apiKey', apiSecret: 'apiSecret' },
  read: (answer) => {
    const { retcode, retmsg, retdata } = (answer ?? {}) as AnexpayTokenAnswer;
    const value = retdata?.access_token;
    // `retcode` is text in answers and a number in acknowledgements.
    if (String(retcode) !== '200' || typeof value !== 'string') return { problem: String(retmsg ?? '') };
    const seconds = typeof retdata?.expires_in === 'number' ? retdata.expires_in : LIFETIME_SECONDS;
    return { value, lifetimeMilliseconds: seconds * 1_000 };
  },
};
