import type { Header } from '@countersign/signing';
import { UsageError } from '../ending.ts';
import { parseHeader } from './headers.ts';

/** A message as it stood on the wire, taken apart and otherwise untouched. */
export interface HttpMessage {
  /** Absent in an answer. */
  readonly method?: string;
  /** As in the request line; absent in an answer. */
  readonly target?: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S+) HTTP\/\d(?:\.\d)?$/u;
const STATUS_LINE = /^HTTP\/\d(?:\.\d)? \d{3}(?: .*)?$/u;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Reads a raw HTTP message (RFC 9112): start line, headers, blank line, body. Lines may end in CRLF, or in LF alone, as
 * editors and logs leave them. With a Content-Length the body ends there, so that a newline at the end of the file is none of it.
 */
export function parseHttpMessage(bytes: Buffer, flag: string): HttpMessage {
  const { lines, bodyAt } = headOf(bytes, flag);
  const [startLine = '', ...headerLines] = lines;
  const request = REQUEST_LINE.exec(startLine);
  if (!request && !STATUS_LINE.test(startLine)) {
    throw new UsageError(
      `${flag}: line 1 must be a request line such as 'POST /path HTTP/1.1', or a status line`,
    );
  }
  const headers = headerLines.map((line, index) => headerOf(line, index + 2, flag));
  const body = bodyOf(bytes.subarray(bodyAt), headers, flag);
  if (!request) return { headers, body };
  const [, method = '', target = ''] = request;
  return { method, target, headers, body };
}

/** The lines before the blank one. A message that ends without a blank line has no body. */
function headOf(bytes: Buffer, flag: string): { lines: string[]; bodyAt: number } {
  const lines: string[] = [];
  let position = 0;
  while (position < bytes.length) {
    const feedAt = bytes.indexOf(LINE_FEED, position);
    const end = feedAt === -1 ? bytes.length : feedAt;
    const hasReturn = end > position && bytes[end - 1] === CARRIAGE_RETURN;
    const line = bytes.toString('utf8', position, hasReturn ? end - 1 : end);
    position = end + 1;
    if (line === '' && lines.length > 0) break;
    if (line !== '') lines.push(line);
  }
  if (lines.length === 0) throw new UsageError(`${flag}: is empty`);
  return { lines, bodyAt: Math.min(position, bytes.length) };
}

function headerOf(line: string, number: number, flag: string): Header {
  const header = parseHeader(line);
  if (header === undefined) {
    throw new UsageError(`${flag}: line ${number} is no header; is the blank line before the body missing?`);
  }
  return header;
}

function bodyOf(rest: Buffer, headers: readonly Header[], flag: string): Buffer {
  const headerValue = (name: string) => headers.find(([each]) => each.toLowerCase() === name)?.[1];
  if (
    /chunked/iu.test(headerValue('transfer-encoding') ?? '') &&
    /^[0-9a-f]+\r?\n/iu.test(rest.toString('latin1', 0, 16))
  ) {
    throw new UsageError(`${flag}: the body is still in chunks; join them, signatures cover what they make`);
  }
  const length = headerValue('content-length');
  if (length === undefined) return rest;
  const sizeBytes = Number(length);
  if (!/^\d+$/u.test(length) || sizeBytes > rest.length) {
    throw new UsageError(`${flag}: Content-Length is ${length}, and ${rest.length} bytes follow the headers`);
  }
  return rest.subarray(0, sizeBytes);
}
