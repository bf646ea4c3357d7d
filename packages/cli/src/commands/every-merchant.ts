import type { Operation } from './operator-command.ts';

export interface Merchant {
  readonly merchantId: string;
  readonly name: string;
  readonly createdAt: number;
}

/** All merchants, page by page. */
export async function everyMerchant(call: Operation<unknown>['call']): Promise<readonly Merchant[]> {
  const all: Merchant[] = [];
  for (;;) {
    const after = all.at(-1)?.merchantId ?? '';
    const { merchants } = await call<{ readonly merchants: readonly Merchant[] }>({
      method: 'GET',
      path: `/merchants?after=${encodeURIComponent(after)}`,
    });
    if (merchants.length === 0) return all;
    all.push(...merchants);
  }
}
