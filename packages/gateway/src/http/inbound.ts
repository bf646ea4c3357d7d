import type { IncomingMessage } from 'node:http';
import { type Header, splitUrl } from '@countersign/signing';
import type { GatewayRequest, Observation } from './exchange.ts';

/** What Node and Fastify hand over of a request. */
export interface Arrival {
  readonly id: string;
  readonly raw: IncomingMessage;
  /** Undefined where no body was sent, or none could be read. */
  readonly body: unknown;
  readonly params: unknown;
}

const NO_BODY = new Uint8Array(0);
const NO_PARAMETERS = {};

/** A request on its way through the server, and what was observed of it. */
export class Inbound {
  readonly request: GatewayRequest;
  observation: Observation | undefined;

  constructor(
    { id, raw, body, params }: Arrival,
    seen: { readonly receivedAt: number; readonly clientAddress: (headers: readonly Header[]) => string },
  ) {
    const { method = '', url = '' } = raw;
    const { path, query } = splitUrl(url);
    const headers = headerList(raw.rawHeaders);
    this.request = {
      method,
      url,
      path,
      query,
      headers,
      body: body instanceof Uint8Array ? body : NO_BODY,
      clientAddress: seen.clientAddress(headers),
      receivedAt: seen.receivedAt,
      id,
      pathParameters: (params ?? NO_PARAMETERS) as Record<string, string>,
      observe: (observation) => {
        this.observation = observation;
      },
    };
  }
}

/** Pairs, from Node's flat list: in order, in the sender's letter case, nothing joined. */
function headerList(rawHeaders: readonly string[]): readonly Header[] {
  const headers: Header[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return headers;
}
