import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import { type AnswerCommand, findAnswer, storeAnswer } from './answers.ts';
import { claimReplay, sweepExpired } from './replay.ts';

onEachEngine('a stored answer', (opened) => {
  let keys = 0;
  const command = (more: Partial<AnswerCommand> = {}): AnswerCommand => {
    keys += 1;
    return {
      merchantId: opened().merchantId,
      dialect: 'upay',
      key: `request-${keys}`,
      fingerprint: 'f1',
      status: 200,
      content: '{"payerNo":"2103372212922290176","name":"Zoë 中"}',
      keepMilliseconds: 1_000,
      ...more,
    };
  };
  const store = (answer: AnswerCommand) => {
    const { core } = opened();
    return core.perform((transaction) => storeAnswer(transaction, core, answer));
  };

  for (const sensitive of [false, true]) {
    it(`is found again, exactly${sensitive ? ', though sealed' : ''}`, async () => {
      const { core } = opened();
      const answer = command({ sensitive });
      await store(answer);
      const { fingerprint, status, content } = answer;
      assert.deepEqual(await findAnswer(core.reader, core, answer), { fingerprint, status, content });
    });
  }

  it('is not found under another merchant, dialect or key', async () => {
    const { core } = opened();
    const answer = command();
    await store(answer);
    for (const other of [{ merchantId: 'x' }, { dialect: 'anexpay' }, { key: 'x' }]) {
      assert.equal(await findAnswer(core.reader, core, { ...answer, ...other }), undefined);
    }
  });

  it('is there for as long as the claim of its request', async () => {
    const { core, environment, merchantId } = opened();
    const answer = command();
    const claim = () => {
      const { key: value, keepMilliseconds } = answer;
      const replay = { rule: 'request-id', value, keepMilliseconds } as const;
      const command = { merchantId, credentialId: 'c', replay, receivedAt: environment.now() };
      return core.perform((transaction) => claimReplay(transaction, command));
    };
    const sweep = () => core.perform((transaction) => sweepExpired(transaction, environment.now(), 100));

    await claim();
    environment.advance(7);
    await store(answer);
    let isHeld = true;
    for (; isHeld; environment.advance(1_000)) {
      await sweep();
      isHeld = !(await claim()).claimed;
      if (isHeld) assert.notEqual(await findAnswer(core.reader, core, answer), undefined);
    }
    await store({ ...answer, content: 'to the next request of this id' });
  });

  it('never gives way to another while it is kept', async () => {
    const { core, environment } = opened();
    const answer = command();
    await store(answer);
    environment.advance(1_000);
    await assert.rejects(store({ ...answer, content: 'other' }), /answered twice/);
    assert.equal((await findAnswer(core.reader, core, answer))?.content, answer.content);
    environment.advance(1);
    await store({ ...answer, content: 'other' });
    assert.equal((await findAnswer(core.reader, core, answer))?.content, 'other');
  });

  it('cannot be read in the store where it is sensitive', async () => {
    const answer = command({ sensitive: true });
    await store(answer);
    const row = await opened().store.get('select content from answers where request_key = $1', [answer.key]);
    assert.ok(row?.content instanceof Uint8Array);
    assert.equal(Buffer.from(row.content).includes('payerNo'), false);
  });
});
