import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { DURATION_HELP, formatDuration, parseDuration } from '../input/duration.ts';
import { timeText } from '../output/money.ts';
import { type DepositAnswer, depositText } from '../output/payments.ts';
import { addGroup, addOperatorCommand } from './operator-command.ts';
import { addOutcomeCommand } from './outcomes.ts';
import { addAccountPayCommand, addPayCommand } from './sandbox-pay.ts';

/** What a tester of the sandbox does in the place of payers, banks, chains and time. */
export function addSandboxCommand(program: Command, environment: Environment): void {
  const sandbox = addGroup(program, {
    name: 'sandbox',
    summary: 'pay invoices, end payouts and move time, in a sandbox',
    description:
      'Be the payer, the bank, the chain and the clock of a running gateway whose rail is the sandbox.\n' +
      'A gateway with any other rail refuses all of this.',
  });
  addPayCommand(sandbox, environment);
  addDepositCommand(
    sandbox,
    environment,
    'confirm',
    'Confirm a deposit that was only seen: it can no longer be undone.',
  );
  addDepositCommand(sandbox, environment, 'reject', 'Undo a deposit that was seen and never confirmed.');
  const account = addGroup(sandbox, {
    name: 'account',
    summary: 'pay into virtual accounts',
    description: 'Pay into virtual accounts.',
  });
  addAccountPayCommand(account, environment);
  for (const thing of ['payout', 'refund'] as const) addOutcomes(sandbox, environment, thing);
  addAdvance(sandbox, environment);
}

const OUTCOMES = {
  payout: {
    complete: 'The money has arrived.',
    fail: "It was not sent, or never arrived: the money is the merchant's again.",
    return: 'It arrived and came back.',
    review: 'The rail holds it for review; complete or fail it later.',
  },
  refund: {
    complete: 'The money has arrived.',
    fail: "It was not sent, or never arrived: the money is the merchant's again.",
  },
} as const;

function addOutcomes(sandbox: Command, environment: Environment, thing: keyof typeof OUTCOMES): void {
  const group = addGroup(sandbox, {
    name: thing,
    summary: `say how ${thing}s go`,
    description: `Say in the bank's place how a ${thing} goes.`,
  });
  for (const [outcome, description] of Object.entries(OUTCOMES[thing])) {
    const path = `/sandbox/${thing}s/${outcome}`;
    const takesReason = outcome !== 'complete';
    addOutcomeCommand(group, environment, {
      thing,
      path,
      takesReason,
      command: `sandbox ${thing} ${outcome}`,
      description,
    });
  }
}

function addDepositCommand(
  sandbox: Command,
  environment: Environment,
  verb: 'confirm' | 'reject',
  description: string,
): void {
  addOperatorCommand(sandbox, environment, {
    usage: `${verb} <deposit>`,
    description,
    arguments: [['<deposit>', 'its id or external id, as `sandbox pay` shows them']],
    examples: [
      'countersign sandbox pay 2100000012345678 --unconfirmed',
      `countersign sandbox ${verb} 019aa64c-…`,
    ],
    run: async ({ call, print }, deposit) => {
      const path = `/sandbox/deposits/${verb}`;
      const answer = await call<DepositAnswer>({ method: 'POST', path, body: { deposit } });
      print(answer, depositText(answer));
    },
  });
}

interface Advanced {
  readonly now: number;
}

function addAdvance(sandbox: Command, environment: Environment): void {
  addOperatorCommand(sandbox, environment, {
    usage: 'advance <duration>',
    description:
      "Move the gateway's clock on, doing on the way what falls due: invoices expire, payouts end.\n" +
      'It never goes back, and survives restarts. Signatures are still judged by the real time.',
    arguments: [['<duration>', DURATION_HELP]],
    examples: ['countersign sandbox advance 2h', 'countersign sandbox advance 30d'],
    run: async ({ call, print }, text) => {
      const milliseconds = parseDuration(text ?? '', '<duration>');
      const answer = await call<Advanced>({
        method: 'POST',
        path: '/sandbox/advance',
        body: { milliseconds: String(milliseconds) },
      });
      print(
        answer,
        `advanced ${formatDuration(milliseconds)}; the gateway's time is ${timeText(answer.now)}\n`,
      );
    },
  });
}
