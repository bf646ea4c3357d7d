import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { neutralAnswer } from './neutral.ts';
import { type ProblemCode, problem } from './problem.ts';

/** Node's codes for what arrives and is no request. Whatever else its parser finds is malformed. */
const PROBLEMS: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/**
 * Answers bytes that are no request, on the socket itself: there is no request yet, so no path and no surface whose envelope it
 * could be.
 */
export function answerConnectionError(
  error: Error & { readonly code?: string },
  socket: Socket,
  logger: Logger,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = PROBLEMS[error.code ?? ''] ?? 'request_malformed';
  const { status, headers = [], body } = neutralAnswer(problem(code));
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
  logger.info({ problem: code, parserCode: error.code }, 'connection refused');
}
