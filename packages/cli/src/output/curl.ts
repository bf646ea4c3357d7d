import { decodeUtf8, type Message } from '@countersign/signing';

/** Kernels bound one argument to 128 KiB; printf is part of the shell and has no such bound. */
const ARGUMENT_CHARACTERS_MAXIMUM = 64 * 1024;

/** A curl command that sends the message, byte for byte, from any POSIX shell. */
export function curlCommand({ method, url, headers, body }: Message): string {
  const text = pasteableText(body);
  const options = [
    `--request ${quote(method)}`,
    quote(url),
    // Without these curl would resolve `/../` in a path, and expand brackets.
    ...(/\/\.{1,2}(?:\/|\?|$)/u.test(url) ? ['--path-as-is'] : []),
    ...(/[[\]{}]/u.test(url) ? ['--globoff'] : []),
    // To curl `Name:` means to send no such header; `Name;` means to send it empty.
    ...headers.map(([name, value]) => `--header ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...(body.length === 0 ? [] : [`--data-binary ${text === undefined ? '@-' : quote(text)}`]),
  ];
  const command = `curl ${options.join(' \\\n  ')}`;
  return text === undefined && body.length > 0
    ? `printf ${quote(printfFormat(body))} |\n${command}`
    : command;
}

function quote(text: string): string {
  return /^[\w./:=@%+,-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * The body as text that survives quoting and pasting, or undefined: other bytes than UTF-8, control characters (a terminal
 * acts on them when they are pasted), and a leading `@`, which curl would take for a file's name.
 */
function pasteableText(body: Uint8Array): string | undefined {
  const text = decodeUtf8(body);
  if (text === undefined || text.startsWith('@') || text.length > ARGUMENT_CHARACTERS_MAXIMUM)
    return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\x00-\x09\x0b-\x1f\x7f\u0080-\u009f]/u.test(text) ? undefined : text;
}

/** A format for printf (POSIX.1 §XCU printf) that prints the bytes: octal escapes for what is not plain ASCII. */
function printfFormat(body: Uint8Array): string {
  let format = '';
  for (const byte of body) {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x25 && byte !== 0x5c;
    format += isPlain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  // A format may not begin with a hyphen: it would be read as an option.
  return format.startsWith('-') ? `\\055${format.slice(1)}` : format;
}
