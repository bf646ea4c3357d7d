import type { Message } from '@countersign/signing';
import type { RawAnswer } from './answer.ts';
import { ClientError } from './errors.ts';

export interface TransportOptions {
  readonly fetch: typeof globalThis.fetch;
  /** From the first byte sent to the last byte received. */
  readonly timeoutMilliseconds: number;
  readonly answerBytesMaximum: number;
}

/** Sends one message, once. Throws a `ClientError`: `network`, `timeout`, `redirected`, `answer_too_large`. */
export async function send(message: Message, options: TransportOptions): Promise<RawAnswer> {
  const signal = AbortSignal.timeout(options.timeoutMilliseconds);
  try {
    const response = await options.fetch(message.url, {
      method: message.method,
      headers: message.headers.map(([name, value]): [string, string] => [name, value]),
      body: message.body.length === 0 ? null : Buffer.from(message.body),
      // A redirect would carry the signature, and the bearer token, to wherever the answer points.
      redirect: 'manual',
      signal,
    });
    const body = await readBounded(response, options.answerBytesMaximum);
    refuseRedirect(message, response);
    return { status: response.status, headers: [...response.headers], body };
  } catch (error) {
    if (error instanceof ClientError) throw error;
    const code = signal.aborted ? 'timeout' : 'network';
    throw new ClientError(code, { detail: `${nameOf(message)} (${reasonOf(error)})`, cause: error });
  }
}

function refuseRedirect(message: Message, { status, headers }: Response): void {
  if (status < 300 || status > 399) return;
  const target = withoutQuery(headers.get('location') ?? 'nowhere');
  throw new ClientError('redirected', { detail: `${nameOf(message)} answered ${status} to ${target}` });
}

async function readBounded(response: Response, bytesMaximum: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > bytesMaximum) {
      throw new ClientError('answer_too_large', { detail: `more than ${bytesMaximum} bytes` });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Method and url for messages, without the query: BlackHat's holds the key and the signature. */
export function nameOf({ method, url }: Message): string {
  return `${method} ${withoutQuery(url)}`;
}

function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

/** fetch hides the reason in the cause; connecting to a name with several addresses gives a cause without words. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
  return cause.message === '' ? code : cause.message;
}
