import type { Rejected, Verdict, Verified } from '@countersign/signing';
import type { Environment } from '../environment.ts';
import { textOrBase64 } from './body.ts';
import { paint } from './style.ts';

/** A verdict as JSON, in one line. There is no expected signature in it, nor any key. */
export function verdictJson(verdict: Verdict, stringToSign: string | undefined): string {
  if (!verdict.ok)
    return JSON.stringify({ ...verdict, ...(stringToSign === undefined ? {} : { stringToSign }) });
  const { payload, ...rest } = verdict;
  return JSON.stringify({ ...rest, ...textOrBase64('payload', payload) });
}

/** A verdict for people. */
export function verdictText(
  environment: Environment,
  verdict: Verdict,
  stringToSign: string | undefined,
): string {
  return verdict.ok ? verifiedText(environment, verdict) : rejectedText(environment, verdict, stringToSign);
}

function verifiedText(environment: Environment, { payload, ...verdict }: Verified): string {
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['key', verdict.keyId || undefined],
    ['mode', verdict.mode],
    ['reading', verdict.reading],
    ['signed at', verdict.signedAt === undefined ? undefined : isoTime(verdict.signedAt)],
    ['decrypted', verdict.encrypted ? Buffer.from(payload).toString('utf8') : undefined],
  ];
  return table(paint(environment, 'green', 'verified'), lines);
}

function rejectedText(environment: Environment, verdict: Rejected, stringToSign: string | undefined): string {
  return table(paint(environment, 'red', 'not verified'), [
    ['code', verdict.code],
    ['stage', verdict.stage],
    ['field', verdict.field],
    ['hint', verdict.hint],
    ['our string', stringToSign],
  ]);
}

function table(title: string, lines: readonly (readonly [string, string | undefined])[]): string {
  const rows = lines.flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${name.padEnd(10)}  ${value}`],
  );
  return [title, ...rows].join('\n');
}

function isoTime(milliseconds: number): string {
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) ? String(milliseconds) : time.toISOString();
}
