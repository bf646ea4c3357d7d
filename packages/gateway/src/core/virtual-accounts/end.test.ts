import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import {
  ACCOUNT_LIFETIME,
  abnormal,
  accountAlone,
  paymentTo,
  report,
  standing,
  told,
} from '../../../../../test/support/virtual-accounts.ts';
import { runDueWork } from '../due-work.ts';
import { WORK_HANDLERS } from '../work-handlers.ts';
import { closeVirtualAccount } from './end.ts';

onEachEngine('the end of a virtual account', (opened) => {
  const openedAlone = () => accountAlone(opened());

  it('comes at its time, and no second time', async () => {
    const { core, environment } = opened();
    const account = await openedAlone();
    environment.advance(ACCOUNT_LIFETIME);
    await report(core, [paymentTo(account, 'a', 5n)]);
    assert.equal(await standing(core, account), 'expired 0');
    assert.deepEqual(await told(core, account), ['active', 'expired']);
    assert.deepEqual(await abnormal(core, account), ['late 5 open']);
    await runDueWork(core, WORK_HANDLERS);
    assert.deepEqual(await told(core, account), ['active', 'expired']);
  });

  it('is closed once, and not after its time', async () => {
    const { core, environment } = opened();
    const close = (of: { merchantId: string; id: string }) =>
      core.perform((transaction) => closeVirtualAccount(transaction, core, of));
    const account = await openedAlone();
    const closed = await close(account);
    assert.deepEqual([closed.outcome, 'account' in closed && closed.account.state], ['closed', 'closed']);
    const again = await close(account);
    assert.deepEqual([again.outcome, 'state' in again && again.state], ['refused', 'closed']);
    const overdue = await openedAlone();
    environment.advance(ACCOUNT_LIFETIME);
    const late = await close(overdue);
    assert.deepEqual([late.outcome, 'state' in late && late.state], ['refused', 'expired']);
    assert.deepEqual(await close({ ...account, id: core.newId() }), { outcome: 'not_found' });
  });

  it('that has ended stays so in the store, too, and so do its terms', async () => {
    const { core, store } = opened();
    const account = await openedAlone();
    await report(core, [paymentTo(account, 'a', 70n)]);
    await core.perform((transaction) => closeVirtualAccount(transaction, core, account));
    for (const change of [
      "state = 'active'",
      "state = 'expired'",
      'fixed_minor = 7',
      'received_minor = 69',
    ]) {
      const sql = `update virtual_accounts set ${change} where merchant_id = $1 and id = $2`;
      await assert.rejects(
        store.transaction((transaction) => transaction.run(sql, [account.merchantId, account.id])),
        change,
      );
    }
    assert.equal(await standing(core, account), 'closed 70');
  });
});
