/**
 * Calls that make code untestable or money inexact. Time, chance and the console are handed in, so that a test can
 * freeze, repeat or read them; only the files that compose a running program reach for the real ones.
 */
import { type Argument, Visitor } from 'oxc-parser';
import { isTest, type Source } from './source.ts';

interface Ban {
  readonly instead: string;
  readonly allowedIn: readonly string[];
}

const composition = [
  'packages/gateway/src/main.ts',
  'packages/gateway/src/environment.ts',
  'packages/client/src/environment.ts',
  'packages/signing/src/adapters/clock.ts',
  'packages/cli/',
];
const clock: Ban = { instead: 'take the time from the environment', allowedIn: composition };
const chance: Ban = { instead: 'take randomness from the environment', allowedIn: composition };
const inexact: Ban = { instead: 'parse decimals exactly, with the money module', allowedIn: [] };
const sleep: Ban = {
  instead: 'wait for the event, or schedule through the environment',
  // The store's back-off after a serialization failure is told how long to wait.
  allowedIn: [...composition, 'packages/gateway/src/store/postgres.ts'],
};

const bans: Readonly<Record<string, Ban>> = {
  'Date.now': clock,
  'new Date()': clock,
  'Math.random': chance,
  parseFloat: inexact,
  'Number.parseFloat': inexact,
  'a setTimeout sleep': sleep,
  'node:timers/promises': sleep,
  console: { instead: 'log through the logger that is handed in', allowedIn: ['packages/cli/'] },
};

/** Problems in what is shipped: packages' sources without their tests. */
export function checkBannedCalls(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => path.startsWith('packages/') && path.includes('/src/') && !isTest(path))
    .flatMap((source) =>
      usesOf(source).flatMap(({ what, line }) => {
        const ban = bans[what];
        if (ban === undefined || ban.allowedIn.some((place) => source.path.startsWith(place))) return [];
        return [`${source.path}:${line} ${what}: ${ban.instead}`];
      }),
    );
}

interface Use {
  readonly what: string;
  readonly line: number;
}

/** Mentions count, not only calls: `clock = Date.now` is the same dependency. */
function usesOf({ program, lineAt }: Source): Use[] {
  const uses: Use[] = [];
  const add = (what: string, node: { readonly start: number }) =>
    uses.push({ what, line: lineAt(node.start) });
  new Visitor({
    MemberExpression: (node) => {
      if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return;
      add(node.object.name === 'console' ? 'console' : `${node.object.name}.${node.property.name}`, node);
    },
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier') add(node.callee.name, node);
    },
    NewExpression: (node) => {
      if (isNamed(node.callee, 'Date') && node.arguments.length === 0) add('new Date()', node);
      if (isNamed(node.callee, 'Promise') && isSleep(node.arguments[0])) add('a setTimeout sleep', node);
    },
    ImportDeclaration: ({ source }) => add(source.value, source),
  }).visit(program);
  return uses;
}

/** `new Promise((resolve) => setTimeout(resolve, …))`, with or without braces. */
function isSleep(executor: Argument | undefined): boolean {
  if (executor?.type !== 'ArrowFunctionExpression') return false;
  const [statement, ...others] = executor.body.type === 'BlockStatement' ? executor.body.body : [];
  const body =
    statement?.type === 'ExpressionStatement' && others.length === 0 ? statement.expression : executor.body;
  return body.type === 'CallExpression' && isNamed(body.callee, 'setTimeout');
}

function isNamed(node: { readonly type: string; readonly name?: unknown }, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}
