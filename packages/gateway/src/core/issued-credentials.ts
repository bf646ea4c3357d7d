import type { CredentialCommand } from './credentials.ts';

/** New credentials of one dialect: what is stored, and what its merchant is shown once and never again. */
export interface IssuedCredentials {
  readonly shown: Readonly<Record<string, string>>;
  readonly commands: readonly CredentialCommand[];
}
