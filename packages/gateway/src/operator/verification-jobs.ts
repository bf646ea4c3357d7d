import { type Core, type Verification, verifyLedger } from '../core/index.ts';

/** A verification under way, or done. */
export interface VerificationJob {
  readonly id: string;
  readonly merchantId: string;
  progress: { readonly verified: number; readonly of: number };
  result: Verification | undefined;
  /** Resolves when it has gone further, or is done. Rejects where the books cannot be read. */
  further: Promise<void>;
}

/** Those that run, and the last ones that have ended. */
export type Verifications = Map<string, VerificationJob>;

/** Begins to verify a merchant's books, and does not wait for the end. */
export function beginVerification(
  core: Core,
  merchantId: string,
  options: { readonly kept?: Pick<Verification, 'transfers' | 'head'> },
): VerificationJob {
  let step = Promise.withResolvers<void>();
  const job: VerificationJob = {
    id: core.newId(),
    merchantId,
    progress: { verified: 0, of: 0 },
    result: undefined,
    further: step.promise,
  };
  const onProgress = (verified: number, of: number) => {
    job.progress = { verified, of };
    // The end follows at once: whoever asks is told that instead.
    if (verified >= of) return;
    step.resolve();
    step = Promise.withResolvers();
    job.further = step.promise;
  };
  verifyLedger(core.reader, merchantId, { ...options, onProgress }).then(
    (result) => {
      job.result = result;
      step.resolve();
    },
    (error) => step.reject(error),
  );
  // Whoever asks is told; nobody has to.
  job.further.catch(() => undefined);
  return job;
}
