import {
  importAccounts,
  importAddresses,
  type PooledAccount,
  type PooledAddress,
  type PoolImport,
} from '../core/index.ts';
import type { GatewayResponse } from '../http/exchange.ts';
import { assets, type NetworkId } from '../money/index.ts';
import { success } from './answers.ts';
import { type CsvReading, convertRows, readCsv } from './csv.ts';
import { invalidCsv, onCsv } from './csv-request.ts';
import { isProblem, readAsset } from './fields.ts';
import { type OperationRoute, type OperatorDependencies, onRail } from './operation.ts';

export const addressOperations: readonly OperationRoute[] = [
  ['POST', '/addresses/import', onRail('manual', onCsv(readAddresses, addAddresses))],
  ['POST', '/accounts/import', onRail('manual', onCsv(readAccounts, addAccounts))],
];

interface Line {
  readonly line: number;
}

const ADDRESS_COLUMNS = { network: 'required', address: 'required' } as const;

const NETWORKS: readonly NetworkId[] = [
  ...new Set(
    assets.flatMap((asset) => (asset.kind === 'coin' ? asset.networks.map(({ network }) => network) : [])),
  ),
];

function readAddresses(file: string): CsvReading<PooledAddress & Line> {
  return convertRows(readCsv(file, ADDRESS_COLUMNS), ({ line, cells }) => {
    const network = NETWORKS.find((each) => each === cells.network);
    return network === undefined
      ? { problem: `network '${cells.network}' is none of ${NETWORKS.join(', ')}` }
      : { row: { line, network, address: cells.address } };
  });
}

async function addAddresses({ core }: OperatorDependencies, addresses: readonly (PooledAddress & Line)[]) {
  return imported(
    await core.perform((transaction) => importAddresses(transaction, core, addresses)),
    addresses,
  );
}

const ACCOUNT_COLUMNS = {
  asset: 'required',
  bank: 'required',
  account_number: 'required',
  account_name: 'optional',
} as const;

function readAccounts(file: string): CsvReading<PooledAccount & Line> {
  return convertRows(readCsv(file, ACCOUNT_COLUMNS), ({ line, cells }) => {
    const asset = readAsset(cells.asset);
    if (isProblem(asset)) return { problem: asset.reason };
    const { bank, account_number: accountNumber, account_name: accountName } = cells;
    return { row: { line, asset, bank, accountNumber, ...(accountName !== undefined && { accountName }) } };
  });
}

async function addAccounts({ core }: OperatorDependencies, accounts: readonly (PooledAccount & Line)[]) {
  return imported(await core.perform((transaction) => importAccounts(transaction, core, accounts)), accounts);
}

function imported(outcome: PoolImport, lines: readonly Line[]): GatewayResponse {
  if (outcome.outcome === 'imported') return success(200, { added: outcome.added, known: outcome.known });
  const line = lines[outcome.index]?.line ?? 1;
  return invalidCsv([{ line, reason: 'the address is none of its network: look at each character' }]);
}
