import type { Core } from '../../core/index.ts';
import type { Candidate } from '../../http/authenticate.ts';

/** What the surface works with. */
export interface EasylinkDependencies {
  readonly core: Core;
  /** Stands in for a credential that does not exist. */
  readonly decoy: Candidate;
}
