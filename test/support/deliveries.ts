/** Callbacks of a dialect of the tests' own, to receivers of theirs: no network, and time that stands still until a test moves it. */
import type { CallbackContext } from '../../packages/gateway/src/callbacks/context.ts';
import { createDispatcher, type DispatchLimits } from '../../packages/gateway/src/callbacks/dispatch.ts';
import { fanOut } from '../../packages/gateway/src/callbacks/fan-out.ts';
import {
  type CallbackDialect,
  type CallbackSchedule,
  CallbackUnsignable,
} from '../../packages/gateway/src/callbacks/port.ts';
import { dialectsByName } from '../../packages/gateway/src/callbacks/render.ts';
import { renderAgain } from '../../packages/gateway/src/callbacks/render-again.ts';
import type { CallbackRequest, SendResult } from '../../packages/gateway/src/callbacks/sender.ts';
import type { Core } from '../../packages/gateway/src/core/index.ts';
import { recordEvent } from '../../packages/gateway/src/core/outbox.ts';
import type { EndpointRow } from '../../packages/gateway/src/store/queries/callback-endpoints.ts';

export const CALLBACK_DIALECT = 'told';

export const SECOND_MILLISECONDS = 1_000;
const MINUTE_MILLISECONDS = 60 * SECOND_MILLISECONDS;
export const HOUR_MILLISECONDS = 60 * MINUTE_MILLISECONDS;

/** Three attempts in all. */
export const SCHEDULE: CallbackSchedule = {
  delaysMilliseconds: [10 * SECOND_MILLISECONDS, 100 * SECOND_MILLISECONDS],
  timeoutMilliseconds: 5 * SECOND_MILLISECONDS,
  source: 'the tests’',
};

/** What an event's data says about how it is told. */
export interface ToldData {
  readonly url?: string;
  readonly purpose?: string;
  readonly body?: string;
  readonly isSecret?: true;
}

/** A dialect whose events say themselves how they look, and whose requests say what they were signed with. */
export class ToldDialect implements CallbackDialect {
  readonly dialect = CALLBACK_DIALECT;
  readonly schedule = SCHEDULE;
  /** Events of these kinds cannot be rendered. */
  readonly broken = new Set<string>();
  hasCredential = true;

  async render({ id, kind, data }: Parameters<CallbackDialect['render']>[0]) {
    if (this.broken.has(kind)) throw new Error(`${kind} is broken`);
    const { url, purpose = 'default', body = kind, isSecret } = data as ToldData;
    if (isSecret) return undefined;
    return {
      ...(url !== undefined && { url }),
      purpose,
      eventId: `event-${id}`,
      contentType: 'text/plain',
      body,
    };
  }

  async sign({ callback, url, at, firstAt, number }: Parameters<CallbackDialect['sign']>[0]) {
    if (!this.hasCredential) throw new CallbackUnsignable('the merchant has no live credential');
    const signed = { at, 'first-at': firstAt, number, 'event-id': callback.eventId };
    const headers = Object.entries(signed).map(([name, value]) => [name, String(value)] as const);
    return { method: 'POST', url, headers, body: Buffer.from(callback.body) };
  }

  isAcknowledged({ status, body }: Parameters<CallbackDialect['isAcknowledged']>[0]) {
    return status === 200 && Buffer.from(body).toString() === 'ok';
  }
}

export function answer(
  status: number,
  body: string | Uint8Array = '',
  headers: Readonly<Record<string, string>> = {},
): SendResult {
  return { ok: true, status, headers: Object.entries(headers), body: Buffer.from(body) };
}

export const OK = answer(200, 'ok');
export const TIMEOUT: SendResult = { ok: false, code: 'timeout', message: 'there was no answer in time' };

export interface Received {
  readonly url: string;
  readonly body: string;
  readonly at: number;
  readonly firstAt: number;
  readonly number: number;
  readonly eventId: string;
}

type Handler = (received: Received, request: CallbackRequest) => SendResult | Promise<SendResult>;

/** The merchants' servers. Whatever no handler is set for is acknowledged. */
export class Receivers {
  readonly received: Received[] = [];
  readonly #handlers = new Map<string, Handler>();

  /** @param prefix of the urls that it answers */
  on(prefix: string, handler: Handler | SendResult): void {
    this.#handlers.set(prefix, typeof handler === 'function' ? handler : () => handler);
  }

  readonly send = async (request: CallbackRequest): Promise<SendResult> => {
    const header = (wanted: string) => request.headers.find(([name]) => name === wanted)?.[1];
    const received: Received = {
      url: request.url,
      body: Buffer.from(request.body).toString(),
      at: Number(header('at')),
      firstAt: Number(header('first-at')),
      number: Number(header('number')),
      eventId: String(header('event-id')),
    };
    this.received.push(received);
    const [, handler] = [...this.#handlers].find(([prefix]) => request.url.startsWith(prefix)) ?? [];
    return handler === undefined ? OK : handler(received, request);
  };

  /** The bodies that came to a server since it was last asked. */
  take(prefix = ''): readonly string[] {
    const taken = this.received.filter(({ url }) => url.startsWith(prefix));
    for (const each of taken) this.received.splice(this.received.indexOf(each), 1);
    return taken.map(({ body }) => body);
  }
}

/** A process that tells merchants, a step at a time. */
export class Teller {
  readonly dialect = new ToldDialect();
  readonly receivers: Receivers;
  readonly paused: string[] = [];
  readonly errors: unknown[] = [];
  readonly #context: CallbackContext;
  readonly #dialects = dialectsByName([this.dialect]);
  readonly #dispatcher: ReturnType<typeof createDispatcher>;
  readonly stopping = new AbortController();
  readonly givingUp = new AbortController();

  constructor(
    context: CallbackContext,
    receivers: Receivers = new Receivers(),
    limits: Partial<DispatchLimits> = {},
  ) {
    this.#context = context;
    this.receivers = receivers;
    this.#dispatcher = createDispatcher(context, {
      dialects: this.#dialects,
      sending: { send: receivers.send, signal: this.givingUp.signal },
      stopping: this.stopping.signal,
      limits: { endpoints: 10, perEndpoint: 4, ...limits },
      onPaused: (endpoint: EndpointRow, reason: string) => this.paused.push(`${endpoint.name}: ${reason}`),
      onError: (error) => this.errors.push(error),
      onRoom: () => undefined,
    });
  }

  /** Takes all that there is from the outbox. */
  async read(): Promise<void> {
    while (await fanOut(this.#context, this.#dialects));
    await renderAgain(this.#context, this.#dialects);
  }

  /** Begins to send what is due. */
  look(): Promise<void> {
    return this.#dispatcher.look();
  }

  idle(): Promise<void> {
    return this.#dispatcher.idle();
  }

  /** Reads, and sends until nothing more is due. */
  async tell(): Promise<void> {
    await this.read();
    let sent: number;
    do {
      sent = this.receivers.received.length;
      await this.look();
      await this.idle();
    } while (this.receivers.received.length > sent);
    const [error] = this.errors.splice(0);
    if (error !== undefined) throw error;
  }
}

/** Something happened to a payment. */
export function happen(
  core: Core,
  { merchantId, kind, subjectId = 'payment' }: { merchantId: string; kind: string; subjectId?: string },
  told: ToldData = {},
): Promise<void> {
  const event = { merchantId, dialect: CALLBACK_DIALECT, kind, subjectId, data: { ...told } };
  return core.perform((transaction) => recordEvent(transaction, core, event));
}
