/** Who may import whom, tests excepted. A file belongs to the first module whose path it begins with; `*` stands for one folder. */

export interface Module {
  readonly name: string;
  /** A folder, ending in a slash, or one file. */
  readonly path: string;
  /** Names of modules; what is not listed is forbidden. */
  readonly mayImport: readonly string[] | 'everything';
  /** Measures or describes what packages keep behind their doors, and so may pass them. */
  readonly looksInside?: true;
  /** The only packages from the registry it may import; without the list, any. Node's own modules are always allowed. */
  readonly packages?: readonly string[];
}

const gateway = 'packages/gateway/src';

export const modules: readonly Module[] = [
  // The wire. It knows bytes, not money; and a library that guards keys brings as little as it can.
  { name: 'signing', path: 'packages/signing/', mayImport: [], packages: [] },
  { name: 'client', path: 'packages/client/', mayImport: ['signing'] },

  // The gateway, from the inside out. Only the ledger writes money; core decides, and knows no dialect.
  { name: 'money', path: `${gateway}/money/`, mayImport: [] },
  { name: 'environment', path: `${gateway}/environment.ts`, mayImport: [] },
  { name: 'configuration', path: `${gateway}/configuration`, mayImport: ['http', 'outgoing'] },
  { name: 'store', path: `${gateway}/store/`, mayImport: ['money', 'environment'] },
  { name: 'ledger', path: `${gateway}/ledger/`, mayImport: ['money', 'store', 'environment'] },
  { name: 'rail port', path: `${gateway}/rails/rail.ts`, mayImport: ['money'] },
  { name: 'addresses', path: `${gateway}/rails/addresses/`, mayImport: ['money'] },
  {
    name: 'rails',
    path: `${gateway}/rails/`,
    mayImport: ['money', 'client', 'rail port', 'addresses', 'outgoing', 'environment'],
  },
  {
    name: 'core',
    path: `${gateway}/core/`,
    mayImport: ['money', 'store', 'ledger', 'rail port', 'addresses', 'environment'],
  },
  { name: 'callback port', path: `${gateway}/callbacks/port.ts`, mayImport: ['signing'] },
  // The one way out, for whoever sends.
  {
    name: 'outgoing',
    path: `${gateway}/outgoing/`,
    mayImport: ['environment'],
    packages: ['ipaddr.js', 'undici'],
  },
  {
    name: 'callbacks',
    path: `${gateway}/callbacks/`,
    mayImport: ['signing', 'store', 'money', 'callback port', 'outgoing', 'environment'],
  },
  { name: 'http', path: `${gateway}/http/`, mayImport: ['signing', 'environment'] },

  // What the world sees: each translates to core calls and decides nothing; none knows another.
  {
    name: 'surfaces/*',
    path: `${gateway}/surfaces/*/`,
    mayImport: ['http', 'core', 'money', 'signing', 'callback port', 'environment'],
  },
  {
    name: 'portal-api',
    path: `${gateway}/portal-api/`,
    mayImport: ['http', 'core', 'callbacks', 'money', 'environment'],
  },
  { name: 'operator', path: `${gateway}/operator/`, mayImport: ['http', 'core', 'money', 'environment'] },

  // The composition root, and two parts of it that nobody else imports.
  { name: 'gateway', path: `${gateway}/main.ts`, mayImport: 'everything' },
  { name: 'dialects', path: `${gateway}/dialects.ts`, mayImport: 'everything' },
  { name: 'sandbox', path: `${gateway}/sandbox.ts`, mayImport: ['core', 'operator', 'environment'] },

  { name: 'command line', path: 'packages/cli/', mayImport: ['signing', 'client', 'gateway'] },

  // Not shipped. Examples enter packages by the packages' own doors, like any stranger.
  { name: 'bench', path: 'bench/', mayImport: 'everything', looksInside: true },
  { name: 'examples', path: 'examples/', mayImport: 'everything' },
  { name: 'tools', path: 'tools/', mayImport: 'everything', looksInside: true },
];

export const rulesPath = 'tools/check/import-rules.ts';
