import type { SendState } from '../rail.ts';

/** What the sandbox does with money that is sent: one state after the other, each so long after the sending. */
export interface Script {
  readonly description: string;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly afterMilliseconds: number;
  readonly state: SendState;
  readonly reason?: string;
}

const SECOND_MILLISECONDS = 1_000;
const MINUTE_MILLISECONDS = 60 * SECOND_MILLISECONDS;
const HOUR_MILLISECONDS = 60 * MINUTE_MILLISECONDS;
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;

/** Long enough to be seen under way, short enough not to be waited for. */
const USUAL_MILLISECONDS = 2 * SECOND_MILLISECONDS;

/** What happens to everything that no trigger value changes. */
export const USUAL_SCRIPT: Script = {
  description: 'completes after 2 seconds',
  steps: [{ afterMilliseconds: USUAL_MILLISECONDS, state: 'completed' }],
};

const REVIEW = { afterMilliseconds: 0, state: 'review', reason: 'under review for compliance' } as const;

/**
 * The trigger values, all ours; docs/sandbox.md explains them. None ends with 0, because zeros at the end of an amount do not
 * count, and none is a round or usual price.
 */
export const SCRIPTS: Readonly<Record<string, Script>> = {
  9001: {
    description: 'completes at once',
    steps: [{ afterMilliseconds: 0, state: 'completed' }],
  },
  9101: failing('the account does not exist'),
  9102: failing('the account is closed'),
  9103: failing('the name does not belong to the account'),
  9104: failing('the beneficiary’s bank refused it'),
  9201: {
    description: 'completes after 2 seconds, and is returned after 1 hour: the account was closed',
    steps: [
      ...USUAL_SCRIPT.steps,
      { afterMilliseconds: HOUR_MILLISECONDS, state: 'returned', reason: 'the account was closed' },
    ],
  },
  9202: {
    description: 'is returned after 1 minute without ever having completed: the beneficiary refused it',
    steps: [
      { afterMilliseconds: MINUTE_MILLISECONDS, state: 'returned', reason: 'the beneficiary refused it' },
    ],
  },
  9301: {
    description: 'stays under review until told',
    steps: [REVIEW],
  },
  9302: {
    description: 'is under review for 1 minute, then completes',
    steps: [REVIEW, { afterMilliseconds: MINUTE_MILLISECONDS, state: 'completed' }],
  },
  9303: {
    description: 'is under review for 1 minute, then fails: refused by compliance',
    steps: [
      REVIEW,
      { afterMilliseconds: MINUTE_MILLISECONDS, state: 'failed', reason: 'refused by compliance' },
    ],
  },
  9401: {
    description: 'stays under way until told',
    steps: [],
  },
  9402: {
    description: 'completes after 1 day',
    steps: [{ afterMilliseconds: DAY_MILLISECONDS, state: 'completed' }],
  },
};

function failing(reason: string): Script {
  return {
    description: `fails after 2 seconds: ${reason}`,
    steps: [{ afterMilliseconds: USUAL_MILLISECONDS, state: 'failed', reason }],
  };
}
