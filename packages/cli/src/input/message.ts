import { type Message, message } from '@countersign/signing';
import { UsageError } from '../ending.ts';
import { readBody } from './body.ts';
import { readHeaders } from './headers.ts';
import type { StandardInput } from './standard-input.ts';
import { checkUrl } from './url.ts';

export interface MessageFlags {
  readonly method?: string;
  readonly url?: string;
  readonly header: readonly string[];
  readonly body?: string;
}

/** A message from `--method`, `--url`, `--header` and `--body`. */
export async function readMessage(flags: MessageFlags, standardInput: StandardInput): Promise<Message> {
  const { method, url, header, body: bodyFlag } = flags;
  if (url === undefined) throw new UsageError('--url: needed, the whole url as it is sent');
  const body = await readBody(bodyFlag, '--body', standardInput);
  return message({
    method: (method ?? (body.length === 0 ? 'GET' : 'POST')).toUpperCase(),
    url: checkUrl(url, '--url'),
    headers: readHeaders(header),
    body,
  });
}
