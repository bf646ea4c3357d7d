import type { Header } from '@countersign/signing';
import type { GatewayResponse } from '../../http/exchange.ts';
import type { Problem } from '../../http/problem.ts';
import { ERRORS, type ErrorName, HTTP_PROBLEM_BASE } from './errors.ts';

const JSON_CONTENT: Header = ['Content-Type', 'application/json; charset=utf-8'];
/** RFC 9110 §15.5.2 asks for it with the status 401. */
const BEARER_CHALLENGE: Header = ['WWW-Authenticate', 'Bearer'];

/** doc.easylink.id/doc-5864588, "Common Response Structure": only code 0 means success. Answers are not signed. */
export function succeeded(data: unknown): GatewayResponse {
  return answer(200, { code: 0, message: '', data });
}

export function refused(error: ErrorName, message: string): GatewayResponse {
  const { status, code } = ERRORS[error];
  return failure(status, code, message);
}

/** What is wrong before, or beside, anything the API says. */
export function refusedByHttp({ code, status, detail }: Problem): GatewayResponse {
  if (code === 'internal' || code === 'unavailable') return refused(code, detail);
  return failure(status, HTTP_PROBLEM_BASE + status, detail);
}

/** Ours: `data` is null, since a client that expects an object or a text can read that as neither of them being there. */
function failure(status: number, code: number, message: string): GatewayResponse {
  return answer(status, { code, message, data: null });
}

function answer(status: number, envelope: Readonly<Record<string, unknown>>): GatewayResponse {
  const headers = status === 401 ? [JSON_CONTENT, BEARER_CHALLENGE] : [JSON_CONTENT];
  return { status, headers, body: JSON.stringify(envelope) };
}
