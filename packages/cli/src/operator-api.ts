import { Failure } from './ending.ts';

/** A running gateway's operator API, and the token that opens it. */
export interface Operator {
  readonly origin: string;
  readonly token: string;
}

export interface OperatorRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in the place of `body`. */
  readonly csv?: Uint8Array<ArrayBuffer>;
}

const TIMEOUT_MILLISECONDS = 30_000;

/** Calls the operator API and resolves with the parsed answer, undefined for a 204. Throws a `Failure`. */
export async function callOperator(
  { origin, token }: Operator,
  { method, path, body, csv }: OperatorRequest,
  fetch: typeof globalThis.fetch,
): Promise<unknown> {
  const what = `${method} ${origin}${path}`;
  const { status, text } = await exchange(fetch, what, `${origin}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(csv !== undefined && { 'content-type': 'text/csv' }),
    },
    body: csv ?? (body === undefined ? null : JSON.stringify(body)),
    // The token is for this origin only.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  const answer = parse(text);
  if (status < 200 || status > 299) throw new Failure(`${what} answered ${status}${reasonIn(answer)}`);
  if (answer === undefined && status !== 204) throw new Failure(`${what} answered no JSON; is it a gateway?`);
  return answer;
}

async function exchange(fetch: typeof globalThis.fetch, what: string, url: string, init: RequestInit) {
  try {
    const response = await fetch(url, init);
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Failure(`${what}: no answer (${cause}); is the gateway running?`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the gateway says was wrong: `{"error":"not_found","detail":"There is no live credential …"}`, of a file each line. */
function reasonIn(answer: unknown): string {
  const { detail, problems } = (answer ?? {}) as { readonly detail?: unknown; readonly problems?: unknown };
  const lines = Array.isArray(problems)
    ? problems.map(({ line, reason }) => `\n  line ${line}: ${reason}`)
    : [];
  return typeof detail === 'string' ? `: ${detail}${lines.join('')}` : '';
}
