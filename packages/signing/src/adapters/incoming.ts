import type { Readable } from 'node:stream';
import type { Header } from '../message.ts';
import { rejected } from '../verdict.ts';
import type { BodyParsedError } from './body-parsed-error.ts';
import {
  announcesTooMuch,
  BODY_BYTES_MAXIMUM,
  type ReadBody,
  type ReadOptions,
  type ReadResult,
  urlOf,
} from './read-result.ts';
import type { Answer } from './receiver.ts';

/** A request of `node:http` or `node:http2`, and of what is built on them. */
export interface IncomingRequest extends Readable {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly headers: {
    readonly 'content-type'?: string | undefined;
    readonly 'content-length'?: string | undefined;
  };
  readonly httpVersionMajor: number;
  /** Whether all of the body arrived. */
  readonly complete: boolean;
}

/** A response of `node:http` or `node:http2`, and of what is built on them. */
export interface OutgoingResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/** Where a framework differs from the bare request. */
export interface Framework<Incoming> {
  /** What the framework read of it, if it did: kept bytes first. */
  readonly held: readonly unknown[];
  readonly raw: IncomingRequest;
  /** The path and query of the request line. */
  readonly target: string;
  readonly request: Incoming;
  /** The error where the stream was read and no bytes of it were kept. */
  readonly parsed: () => BodyParsedError;
}

/** The request as a message, its headers as they stood on the wire, duplicates and all. Throws a `BodyParsedError`. */
export async function readIncoming<Incoming>(
  { held, raw, target, request, parsed }: Framework<Incoming>,
  options: ReadOptions<Incoming>,
): Promise<ReadResult> {
  const { bodyBytesMaximum = BODY_BYTES_MAXIMUM } = options;
  const kept = held.map(bytesOf).find((bytes) => bytes !== undefined);
  if (kept === undefined && raw.readableDidRead) throw parsed();
  const body = kept === undefined ? await readStream(raw, bodyBytesMaximum) : bounded(kept, bodyBytesMaximum);
  if (typeof body === 'string') return rejected(body);
  return {
    ok: true,
    message: {
      method: raw.method ?? 'GET',
      url: urlOf(options, target, request),
      headers: headersOf(raw.rawHeaders),
      body,
    },
  };
}

/** Text is what a body was decoded to: where its bytes were not UTF-8 it has others now, and does not verify. */
function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  return value instanceof Uint8Array ? value : undefined;
}

function bounded(bytes: Uint8Array, bytesMaximum: number): ReadBody {
  return bytes.length > bytesMaximum ? 'body_too_large' : bytes;
}

function headersOf(rawHeaders: readonly string[]): readonly Header[] {
  const headers: Header[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    // HTTP/2 carries the request line as headers that begin with a colon (RFC 9113 §8.3).
    if (!name.startsWith(':')) headers.push([name, value]);
  }
  return headers;
}

/** Stops at the first chunk too many, and leaves the rest unread; a request that breaks off is malformed. */
function readStream(raw: IncomingRequest, bytesMaximum: number): Promise<ReadBody> {
  if (announcesTooMuch(raw.headers['content-length'], bytesMaximum)) return Promise.resolve('body_too_large');
  if (raw.destroyed) return Promise.resolve('body_malformed');
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    const settle = (body: ReadBody) => {
      raw.pause().off('data', take).off('end', end).off('error', breakOff).off('close', breakOff);
      resolve(body);
    };
    const take = (chunk: Uint8Array | string) => {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
      sizeBytes += bytes.length;
      if (sizeBytes > bytesMaximum) settle('body_too_large');
      else chunks.push(bytes);
    };
    const end = () => settle(Buffer.concat(chunks));
    const breakOff = () => settle('body_malformed');
    raw.on('data', take).once('end', end).once('error', breakOff).once('close', breakOff);
  });
}

export function answerIncoming(raw: IncomingRequest, response: OutgoingResponse, answer: Answer): void {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  // HTTP/1 would read the rest of the body before the next request on this connection.
  if (!raw.complete && raw.httpVersionMajor === 1) response.setHeader('Connection', 'close');
  response.end(answer.body);
}
