import type { Dispatcher } from 'undici';
import type { OutgoingRequest } from './request.ts';
import {
  failed,
  failureOf,
  type OutgoingAnswer,
  type OutgoingFailure,
  type OutgoingResult,
  timedOut,
} from './result.ts';

/** A request whose url has been judged, with nothing left to default. */
export interface JudgedRequest extends Omit<OutgoingRequest, 'url'> {
  readonly url: URL;
  readonly answerBytesMaximum: number;
}

/**
 * One request and its answer. undici's own timeouts are coarse, and begin again with every byte and every informational answer;
 * these do not.
 */
export function exchange(dispatcher: Dispatcher, request: JudgedRequest): Promise<OutgoingResult> {
  const { promise, resolve } = Promise.withResolvers<OutgoingResult>();
  const { timeouts, signal } = request;
  const answer = new AnswerInParts(request.answerBytesMaximum);
  let controller: Dispatcher.DispatchController | undefined;
  let isSettled = false;

  const settle = (result: OutgoingResult) => {
    if (isSettled) return;
    isSettled = true;
    clearTimeout(totalTimer);
    clearTimeout(headersTimer);
    signal?.removeEventListener('abort', abort);
    resolve(result);
  };
  /** Before the request has begun there is nothing to abort; it will not begin. */
  const giveUp = (failure: OutgoingFailure) => {
    settle(failure);
    controller?.abort(new Error(failure.message));
  };
  const abort = () => giveUp(failed('aborted', 'the request was given up'));
  const expire = (phase: 'headers' | 'total', milliseconds: number) =>
    setTimeout(() => giveUp(timedOut(phase, milliseconds)), milliseconds);

  const totalTimer = expire('total', timeouts.totalMilliseconds);
  let headersTimer: NodeJS.Timeout | undefined;
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  if (isSettled) return promise;

  dispatcher.dispatch(dispatchOptions(request), {
    onRequestStart: (started) => {
      controller = started;
      if (isSettled) started.abort(new Error('given up'));
      else headersTimer = expire('headers', timeouts.headersMilliseconds);
    },
    onResponseStart: (_, status, headers) => {
      if (status < 200) return;
      clearTimeout(headersTimer);
      answer.begin(status, headers);
    },
    onResponseData: (started, chunk) => {
      answer.add(chunk);
      if (!answer.isTruncated) return;
      settle(answer.whole());
      started.abort(new Error('the rest is not wanted'));
    },
    onResponseEnd: () => settle(answer.whole()),
    onResponseError: (_, error) => settle(failureOf(error)),
  });
  return promise;
}

function dispatchOptions({ url, method, headers, body }: JudgedRequest): Dispatcher.DispatchOptions {
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers: headers.flat(),
    body: body.length === 0 ? null : body,
  };
}

/** What has come of an answer so far, as much of it as is wanted. */
class AnswerInParts {
  readonly #bytesMaximum: number;
  readonly #chunks: Uint8Array[] = [];
  #sizeBytes = 0;
  #status = 0;
  #headers: OutgoingAnswer['headers'] = [];

  constructor(bytesMaximum: number) {
    this.#bytesMaximum = bytesMaximum;
  }

  begin(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void {
    this.#status = status;
    this.#headers = Object.entries(headers).flatMap(([name, value = []]) =>
      [value].flat().map((each) => [name, each] as const),
    );
  }

  add(chunk: Uint8Array): void {
    const wantedBytes = Math.max(0, this.#bytesMaximum - this.#sizeBytes);
    this.#chunks.push(chunk.subarray(0, wantedBytes));
    this.#sizeBytes += chunk.length;
  }

  get isTruncated(): boolean {
    return this.#sizeBytes > this.#bytesMaximum;
  }

  whole(): OutgoingAnswer {
    return {
      ok: true,
      status: this.#status,
      headers: this.#headers,
      body: new Uint8Array(Buffer.concat(this.#chunks)),
      isTruncated: this.isTruncated,
    };
  }
}
