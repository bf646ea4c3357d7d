import { certificate } from '../keys.ts';
import { Refusal } from '../verdict.ts';
import type { Carrier } from './carriers.ts';
import type { Credentials } from './seals.ts';

/** How a message says who signed it, and which credential that is. */
export interface Identity {
  readonly carrier: Carrier;
  /** The id under which credentials are looked up. Throws a `Refusal` where the text cannot be one. */
  idFrom(text: string): string;
  /** The id of a credential, or undefined where it has none of this kind. */
  idOf(credentials: Credentials): string | undefined;
  /** What a signer puts into the message. */
  textOf(credentials: Credentials): string | undefined;
  /** Throws a `Refusal` where the identity itself is not valid at this moment. */
  check(text: string, receivedAtMilliseconds: number): void;
}

/** A key that is sent as it is: API key, app key. */
export function sentKey(carrier: Carrier, field: string): Identity {
  return {
    carrier,
    idFrom: (text) => {
      if (text === '') throw new Refusal('key_missing', carrier.name);
      return text;
    },
    idOf: (credentials) => credentials[field],
    textOf: (credentials) => credentials[field],
    check: () => undefined,
  };
}

/**
 * An X.509 certificate, its PEM sent with CR and LF removed. It is known by the SHA-256 of its DER, so that its wrapping does not
 * matter and only certificates that the receiver holds, issued or registered, are accepted.
 */
export function sentCertificate(carrier: Carrier, field: string): Identity {
  return {
    carrier,
    idFrom: (text) => certificate(text).fingerprint,
    idOf: (credentials) => ofCertificate(credentials[field], ({ fingerprint }) => fingerprint),
    textOf: (credentials) => credentials[field]?.replace(/[\r\n]+/gu, ''),
    check: (text, receivedAt) => {
      const { validFrom, validTo } = certificate(text);
      if (receivedAt < validFrom) throw new Refusal('certificate_not_yet_valid', carrier.name);
      if (receivedAt > validTo) throw new Refusal('certificate_expired', carrier.name);
    },
  };
}

/** The serial number of a certificate that the receiver already holds: BasicEx's webhooks name the platform certificate so. */
export function certificateSerial(carrier: Carrier, field: string): Identity {
  const serialOf = (credentials: Credentials) =>
    ofCertificate(credentials[field], ({ serialNumber }) => serialNumber);
  return {
    carrier,
    idFrom: (text) => text.trim().toLowerCase(),
    idOf: serialOf,
    textOf: serialOf,
    check: () => undefined,
  };
}

function ofCertificate(
  text: string | undefined,
  pick: (parsed: ReturnType<typeof certificate>) => string,
): string | undefined {
  return text === undefined || text === '' ? undefined : pick(certificate(text));
}
