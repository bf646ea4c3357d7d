import type { Core, PlatformCertificate } from '../../core/index.ts';
import type { Candidate } from '../../http/authenticate.ts';
import type { PublicUrl } from '../../http/public-url.ts';

/** What the surface works with. */
export interface BasicexDependencies {
  readonly core: Core;
  /** Where merchants reach us: their requests are signed over one of them, and the first is where payers are sent. */
  readonly publicUrls: readonly [PublicUrl, ...PublicUrl[]];
  /** With which webhooks in certificate mode verify. */
  readonly platformCertificates: readonly Pick<PlatformCertificate, 'certificate' | 'serialNumber'>[];
  /** Stands in for a credential that does not exist. */
  readonly decoy: Candidate;
  /** Whether webhooks may go to this machine over plain http: in the sandbox only. */
  readonly loopbackCallbacks: boolean;
  /** By their ids. Every answer about an invoice has its merchant's name, and none ever changes. */
  readonly merchantNames: Map<string, string>;
}
