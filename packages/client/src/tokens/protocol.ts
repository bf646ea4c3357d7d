import type { Credentials } from '@countersign/signing';

export interface AccessToken {
  readonly value: string;
  readonly lifetimeMilliseconds: number;
}

/** How a dialect hands out bearer tokens. */
export interface TokenProtocol {
  readonly path: string;
  /** The fields of the request's JSON body, and the credentials they are filled from. */
  readonly fields: Readonly<Record<string, string>>;
  /** Fields that are the same for everyone. */
  readonly constants?: Readonly<Record<string, string>>;
  /** The token in a parsed answer, or what the provider says instead. */
  readonly read: (answer: unknown) => AccessToken | { readonly problem: string };
}

/** The body of a token request, or the name of the credential that it lacks. */
export function tokenRequestBody(
  { fields, constants }: TokenProtocol,
  credentials: Credentials,
): { readonly body: string } | { readonly missing: string } {
  const missing = Object.values(fields).find((name) => !credentials[name]);
  if (missing !== undefined) return { missing };
  const filled = Object.entries(fields).map(([field, name]) => [field, credentials[name]]);
  return { body: JSON.stringify({ ...constants, ...Object.fromEntries(filled) }) };
}
