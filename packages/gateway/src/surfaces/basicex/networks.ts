import type { NetworkId } from '../../money/index.ts';

interface Network {
  /** What we write: the official client's spelling. */
  readonly code: string;
  /** What we read: the payout page's spelling too (https://developers.basicex.com/en/openapi_v2/create-a-payout.html). */
  readonly alias?: string;
  readonly fullName: string;
}

/** BasicEx names four chains. Bitcoin's code is ours: the coin is named, its chain nowhere. */
const NETWORKS: Readonly<Partial<Record<NetworkId, Network>>> = {
  tron: { code: 'TRC20', fullName: 'Tron' },
  ethereum: { code: 'ERC20', fullName: 'Ethereum' },
  polygon: { code: 'MATIC', alias: 'Polygon', fullName: 'Polygon' },
  bsc: { code: 'BEP20', alias: 'BSC', fullName: 'BNB Smart Chain' },
  bitcoin: { code: 'BTC', fullName: 'Bitcoin' },
};

const IDS: ReadonlyMap<string, NetworkId> = new Map(
  Object.entries(NETWORKS).flatMap(([id, { code, alias }]) =>
    [code, alias ?? code].map((spelling) => [spelling, id as NetworkId]),
  ),
);

/** Every spelling that is read. */
export const NETWORK_CODES: readonly string[] = [...IDS.keys()];

/** The chain of either spelling; undefined for any other text. */
export function networkNamed(text: string): NetworkId | undefined {
  return IDS.get(text);
}

/** BasicEx's names of a chain; undefined where it does not serve it. */
export function namesOf(network: NetworkId): Network | undefined {
  return NETWORKS[network];
}
