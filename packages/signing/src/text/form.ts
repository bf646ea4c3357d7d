export interface FormParameter {
  readonly name: string;
  readonly value: string;
}

/** A form that is not percent-encoded UTF-8. `parameter` is its name as it was sent. */
export class FormSyntaxError extends Error {
  readonly parameter: string;

  constructor(parameter: string) {
    super(`parameter '${parameter}' is not percent-encoded UTF-8`);
    this.name = 'FormSyntaxError';
    this.parameter = parameter;
  }
}

/**
 * The parameters of `application/x-www-form-urlencoded` text (WHATWG URL §5.1) in order, duplicates kept. Unlike there, a
 * malformed percent-encoding or invalid UTF-8 is an error: replaced by U+FFFD, two different messages would read alike.
 *
 * @throws FormSyntaxError
 */
export function parseForm(text: string): readonly FormParameter[] {
  const parameters: FormParameter[] = [];
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equalsAt = pair.indexOf('=');
    const name = equalsAt === -1 ? pair : pair.slice(0, equalsAt);
    const value = equalsAt === -1 ? '' : pair.slice(equalsAt + 1);
    parameters.push({ name: decode(name, name), value: decode(value, name) });
  }
  return parameters;
}

const MALFORMED_PERCENT = /%(?![0-9a-fA-F]{2})/u;

function decode(text: string, parameter: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  if (MALFORMED_PERCENT.test(spaced)) throw new FormSyntaxError(parameter);
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw new FormSyntaxError(parameter);
  }
}

/** Form text from parameters, in their order. */
export function formatForm(parameters: readonly FormParameter[]): string {
  return new URLSearchParams(parameters.map(({ name, value }): [string, string] => [name, value])).toString();
}
