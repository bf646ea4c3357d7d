export interface FormParameter {
  readonly name: string;
  readonly value: string;
}

/** A form that cannot be read or written exactly. `parameter` is the name of the one at fault, as it was given. */
export class FormSyntaxError extends Error {
  override readonly name = 'FormSyntaxError';
  readonly parameter: string;
  readonly reason: string;

  constructor(parameter: string, reason: string) {
    super(`parameter '${parameter.slice(0, NAME_CHARACTERS_SHOWN)}' ${reason}`);
    this.parameter = parameter;
    this.reason = reason;
  }
}

/** How much of a name an error's message shows. */
const NAME_CHARACTERS_SHOWN = 80;

/**
 * The parameters of `application/x-www-form-urlencoded` text (WHATWG URL §5.1) in order, duplicates kept. Unlike there, a
 * malformed percent-encoding or invalid UTF-8 is an error: replaced by U+FFFD, two different messages would read alike.
 *
 * Throws a `FormSyntaxError`.
 *
 * @example
 * ```ts
 * console.log(parseForm('description=Caf%C3%A9+%26+Co&ts=1.5')); // [{ name: 'description', value: 'Café & Co' }, …]
 * ```
 */
export function parseForm(text: string): readonly FormParameter[] {
  return parseQuery(text, 'space');
}

/**
 * The parameters of a query, without its `?`, as `parseForm` reads them; but in a query a `+` may stand for itself: RFC 3986
 * gives it no meaning, only HTML forms do.
 *
 * Throws a `FormSyntaxError`.
 */
export function parseQuery(query: string, plus: 'space' | 'literal'): readonly FormParameter[] {
  const isLiteral =
    query.isWellFormed() && !query.includes('%') && !(plus === 'space' && query.includes('+'));
  const parameters: FormParameter[] = [];
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equalsAt = pair.indexOf('=');
    const name = equalsAt === -1 ? pair : pair.slice(0, equalsAt);
    const value = equalsAt === -1 ? '' : pair.slice(equalsAt + 1);
    parameters.push(
      isLiteral ? { name, value } : { name: decode(name, plus, name), value: decode(value, plus, name) },
    );
  }
  return parameters;
}

const MALFORMED_PERCENT = /%(?![0-9A-Fa-f]{2})/;

function decode(text: string, plus: 'space' | 'literal', parameter: string): string {
  refuseLoneSurrogates(text, parameter);
  const spaced = plus === 'space' && text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    const isMalformed = MALFORMED_PERCENT.test(spaced);
    throw new FormSyntaxError(
      parameter,
      isMalformed ? 'has a % that two hex digits do not follow' : 'is not percent-encoded UTF-8',
    );
  }
}

/**
 * Form text from parameters, in their order (WHATWG URL §5.2): what `parseForm` reads back.
 *
 * Throws a `FormSyntaxError` where there is no UTF-8 to encode.
 *
 * @example
 * ```ts
 * console.log(formatForm([{ name: 'description', value: 'Café & Co' }])); // description=Caf%C3%A9+%26+Co
 * ```
 */
export function formatForm(parameters: readonly FormParameter[]): string {
  const form = new URLSearchParams();
  for (const { name, value } of parameters) {
    refuseLoneSurrogates(name, name);
    refuseLoneSurrogates(value, name);
    form.append(name, value);
  }
  return form.toString();
}

/** Half of a surrogate pair has no UTF-8, so it would become U+FFFD on its way to the bytes. */
function refuseLoneSurrogates(text: string, parameter: string): void {
  if (!text.isWellFormed())
    throw new FormSyntaxError(parameter, 'holds a lone surrogate, which has no UTF-8');
}
