/** What was sent for a certificate cannot have one. */
export class CertificateRequestError extends Error {
  override readonly name = 'CertificateRequestError';
  readonly code: 'malformed' | 'key_not_proven' | 'key_too_weak';

  constructor(code: CertificateRequestError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
