import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { DURATION_HELP, parseDuration } from '../input/duration.ts';
import { parsePair } from '../input/money.ts';
import { timeText } from '../output/money.ts';
import { textTable } from '../output/table.ts';
import { CSV_ARGUMENT, readCsv } from './csv-file.ts';
import { addGroup, addOperatorCommand } from './operator-command.ts';

interface Rate {
  readonly base: string;
  readonly quote: string;
  readonly rate: string;
  readonly source: string;
  readonly at: number;
  readonly expiresAt?: number;
  readonly isStale: boolean;
}

interface SetOptions {
  readonly source?: string;
  readonly validFor?: string;
}

export function addRateCommand(program: Command, environment: Environment): void {
  const rate = addGroup(program, {
    name: 'rate',
    summary: 'set and list the rates that prices are converted at',
    description:
      'The rates at which prices are converted. The gateway asks nobody for them: they are what you set.\n' +
      'A rate that is past its time converts nothing until you set it anew.',
  });
  addSet(rate, environment);
  addImport(rate, environment);
  addList(rate, environment);
}

function addSet(rate: Command, environment: Environment): void {
  addOperatorCommand<SetOptions>(rate, environment, {
    usage: 'set <pair> <rate>',
    description: 'Set what one of a pair is worth in the other. The pair turned round follows from it.',
    arguments: [
      ['<pair>', 'BASE/QUOTE: USDT/USD says what one USDT is worth in USD'],
      ['<rate>', 'decimal, of up to 18 decimals'],
    ],
    options: [
      ['--source <text>', 'who says so; default: operator'],
      ['--valid-for <duration>', `${DURATION_HELP}; default: until it is set again`],
    ],
    examples: [
      'countersign rate set USDT/USD 0.9999',
      'countersign rate set USD/IDR 16250 --source desk --valid-for 10m',
    ],
    run: async ({ options, call, print }, pair = '', value) => {
      const { source, validFor } = options;
      const body = {
        ...parsePair(pair, '<pair>'),
        rate: value,
        ...(source !== undefined && { source }),
        ...(validFor !== undefined && {
          validForMilliseconds: String(parseDuration(validFor, '--valid-for')),
        }),
      };
      const answer = await call<Rate>({ method: 'PUT', path: '/rates', body });
      const until = answer.expiresAt === undefined ? '' : `, until ${timeText(answer.expiresAt)}`;
      print(answer, `1 ${answer.base} is ${answer.rate} ${answer.quote}${until}\n`);
    },
  });
}

function addImport(rate: Command, environment: Environment): void {
  addOperatorCommand(rate, environment, {
    usage: 'import <file>',
    description:
      'Set rates from a CSV file: all of them, or none if a line is wrong.\n' +
      'Its header is base,quote,rate and, if you like, source and expires (Unix milliseconds or ISO 8601).',
    arguments: [CSV_ARGUMENT],
    examples: ["printf 'base,quote,rate\\nUSDT,USD,0.9999\\n' | countersign rate import -"],
    run: async ({ call, print, environment: { standardInput } }, file = '') => {
      const csv = await readCsv(file, standardInput);
      const answer = await call<{ readonly imported: number }>({
        method: 'POST',
        path: '/rates/import',
        csv,
      });
      print(answer, `set ${answer.imported} rates\n`);
    },
  });
}

function addList(rate: Command, environment: Environment): void {
  addOperatorCommand(rate, environment, {
    usage: 'list',
    description: 'List the rates, those past their time too.',
    examples: ['countersign rate list'],
    run: async ({ call, print }) => {
      const { rates } = await call<{ readonly rates: readonly Rate[] }>({ method: 'GET', path: '/rates' });
      const rows = rates.map((each) => [
        `${each.base}/${each.quote}`,
        each.rate,
        each.source,
        timeText(each.at),
        each.expiresAt === undefined ? '' : timeText(each.expiresAt),
        each.isStale ? 'stale' : 'live',
      ]);
      print(rates, textTable(['PAIR', 'RATE', 'SOURCE', 'SINCE', 'UNTIL', 'STATE'], rows));
    },
  });
}
