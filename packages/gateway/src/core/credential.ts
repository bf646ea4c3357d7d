/** A live credential, with its secrets. */
export interface Credential extends CredentialSummary {
  /** Public and secret fields, named as the dialect's credential type. Printed or serialised as a whole they are hidden. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What may be shown of a credential, live or not, after its secrets were shown once. */
export interface CredentialSummary {
  readonly id: string;
  readonly merchantId: string;
  readonly dialect: string;
  /** Which of a dialect's ways of signing it serves. */
  readonly kind: string;
  /** What requests name it by. */
  readonly keyId: string;
  /** What token calls name it by, in dialects that have them. */
  readonly loginId?: string;
  readonly public: Readonly<Record<string, string>>;
  /** Addresses and ranges from which it may be used; empty for any. */
  readonly allowlist: readonly string[];
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly revokedAt?: number;
}
