/** The state tables of the money core as a page that a person reads: a picture and a table for each. */
import {
  ABNORMAL_PAYMENT_TRANSITIONS,
  INVOICE_TRANSITIONS,
  PAYOUT_TRANSITIONS,
  REFUND_TRANSITIONS,
  VIRTUAL_ACCOUNT_TRANSITIONS,
} from '../../packages/gateway/src/core/index.ts';

/** Where the page is kept, from the root of the repository. */
export const statesPath = 'docs/states.md';

type Transitions = Readonly<
  Record<string, readonly { readonly to: string; readonly on: string; readonly event: string }[]>
>;

interface Thing {
  readonly name: string;
  /** The state it begins in, and the event of that. */
  readonly begins: readonly [state: string, event: string];
  readonly about: string;
  readonly transitions: Transitions;
}

const THINGS: readonly Thing[] = [
  {
    name: 'Invoice',
    begins: ['pending', 'invoice.created'],
    about:
      'What a payer owes. Beside its state it has an exception: `none`, `partial` (a part came), `over` (too much came) or `late` (money came after its end). Money that comes to an invoice that has ended never reopens it: it becomes an abnormal payment.',
    transitions: INVOICE_TRANSITIONS,
  },
  {
    name: 'Abnormal payment',
    begins: ['open', 'abnormal_payment.open'],
    about:
      'Money that came otherwise than it was asked for: more, less by the end, or late. It is held until it is accepted or given back.',
    transitions: ABNORMAL_PAYMENT_TRANSITIONS,
  },
  {
    name: 'Refund',
    begins: ['requested', 'refund.requested'],
    about: 'Of what an invoice captured, or of an abnormal payment; many for each, never more than came in.',
    transitions: REFUND_TRANSITIONS,
  },
  {
    name: 'Payout',
    begins: ['created', 'payout.created'],
    about:
      'Also a settlement, which pays out to the merchant itself. Its cost is held from the beginning. In one step, it is created and confirmed at once.',
    transitions: PAYOUT_TRANSITIONS,
  },
  {
    name: 'Virtual account',
    begins: ['active', 'virtual_account.active'],
    about: 'A bank account that takes payments for one merchant or one customer of it, as many as come.',
    transitions: VIRTUAL_ACCOUNT_TRANSITIONS,
  },
];

export function describeStates(): string {
  const opening =
    '# States\n\nEvery way in which what the gateway keeps can go, from the tables that the code itself decides by. Written by `npm run states`; a test compares. States with a bold name are final.\n';
  return [opening, ...THINGS.map(section)].join('\n');
}

function section({ name, begins, about, transitions }: Thing): string {
  const [first, firstEvent] = begins;
  const ways = Object.entries(transitions).flatMap(([from, each]) => each.map((way) => ({ from, ...way })));
  const finals = Object.keys(transitions).filter((state) => transitions[state]?.length === 0);
  const shown = (state: string) => (finals.includes(state) ? `**${state}**` : state);
  const picture = [
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${first}`,
    ...ways.map(({ from, on, to }) => `  ${from} --> ${to}: ${on}`),
    ...finals.map((state) => `  ${state} --> [*]`),
    '```',
  ];
  const table = [
    '| from | on | to | event |',
    '|---|---|---|---|',
    `| | created | ${shown(first)} | \`${firstEvent}\` |`,
    ...ways.map(({ from, on, to, event }) => `| ${from} | ${on} | ${shown(to)} | \`${event}\` |`),
  ];
  return [`## ${name}`, '', about, '', ...picture, '', ...table, ''].join('\n');
}
