import type { FormParameter } from '@countersign/signing';
import { type Answer, failed } from './envelope.ts';

/** What one parameter of a method must look like, and in words, for whoever sent another thing. */
export interface ParameterRule {
  readonly required?: true;
  readonly pattern: RegExp;
  readonly words: string;
}

/** An id of ours, or a text that somebody takes for one. */
export function identifier(words: string): Pick<ParameterRule, 'pattern' | 'words'> {
  return { pattern: /^[^\p{Cc}]{1,64}$/u, words };
}

export type ParameterRules = Readonly<Record<string, ParameterRule>>;

export type Parameters = Readonly<Record<string, string>>;

/** Those that every call has: they are the signature's business. */
const SIGNING_PARAMETERS: ReadonlySet<string> = new Set(['key', 'ts', 'sign']);

/**
 * Checks a method's parameters. Unknown ones are refused: with raw values in the string to sign, an unknown name may be a piece of
 * another parameter's value.
 */
export function readParameters(form: readonly FormParameter[], rules: ParameterRules): Parameters | Answer {
  const parameters: Record<string, string> = {};
  for (const { name, value } of form) {
    if (SIGNING_PARAMETERS.has(name)) continue;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) return unknownParameter(name, rules);
    if (!rule.pattern.test(value)) return invalidParameter(name, rule.words);
    parameters[name] = value;
  }
  const missing = Object.entries(rules).find(([name, { required }]) => required && !(name in parameters));
  if (missing === undefined) return parameters;
  return invalidParameter(missing[0], `it is required: ${missing[1].words}`);
}

function unknownParameter(parameter: string, rules: ParameterRules): Answer {
  const names = Object.keys(rules).join(', ') || 'none';
  return failed('UNKNOWN_PARAMETER', `This method has no parameter ${parameter}; it has: ${names}.`, {
    parameter,
  });
}

export function invalidParameter(parameter: string, words: string): Answer {
  return failed('INVALID_PARAMETER', `${parameter}: ${words}`, { parameter });
}
