/**
 * RFC 3986 §2: the characters a url may hold unencoded. Webhooks are signed over the url as it was registered, with the body right
 * behind it, so a url with others in it could never be signed.
 */
export const URL_PATTERN = "^[!#$%&'()*+,\\-./0-9:;=?@A-Z\\[\\]_a-z~]{1,1024}$";

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether a browser can be sent there after a payment: `redirectUrl`. */
export function isWebAddress(text: string): boolean {
  return /^https?:$/u.test(parsed(text)?.protocol ?? '');
}

/**
 * Whether webhooks can be sent there: https, as documented. Ours, for trying things out: in the sandbox also plain http to the
 * machine the gateway runs on.
 */
export function isCallbackAddress(text: string, options: { readonly loopbackAllowed: boolean }): boolean {
  const url = parsed(text);
  if (url?.protocol === 'https:') return true;
  return options.loopbackAllowed && url?.protocol === 'http:' && LOOPBACK_HOSTS.includes(url.hostname);
}

/** A user name or password in it would be left out, or shown in logs: such a url is none. */
function parsed(text: string): URL | undefined {
  const url = URL.parse(text);
  return url === null || url.username !== '' || url.password !== '' ? undefined : url;
}
