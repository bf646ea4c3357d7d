import type { TokenProtocol } from './protocol.ts';

/** As observed in public clients: ten minutes; the answer does not say. */
const LIFETIME_MILLISECONDS = 10 * 60_000;

interface EasylinkTokenAnswer {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly data?: unknown;
}

/** EasyLink: `data` is the token itself, as observed in public clients of doc.easylink.id. */
export const easylinkToken: TokenProtocol = {
  path: '/get-access-token',
  fields: { app_id: 'appId', app_secret: 'appSecret' },
  read: (answer) => {
    const { code, message, data } = (answer ?? {}) as EasylinkTokenAnswer;
    if (code !== 0 || typeof data !== 'string' || data === '') return { problem: String(message ?? '') };
    return { value: data, lifetimeMilliseconds: LIFETIME_MILLISECONDS };
  },
};
