import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import { type Answer, answerOnce, type OnceCommand } from './answers.ts';
import { MARGIN_MILLISECONDS, sweepExpired } from './replay.ts';

const ANSWER: Answer = { status: 200, content: '{"payerNo":"2103372212922290176","name":"Zoë 中"}' };

onEachEngine('a request that is answered once', (opened) => {
  let keys = 0;
  const request = (more: Partial<OnceCommand> = {}): OnceCommand => {
    keys += 1;
    return {
      merchantId: opened().merchantId,
      dialect: 'upay',
      key: `request-${keys}`,
      fingerprint: 'f1',
      receivedAt: opened().environment.now(),
      keepMilliseconds: 1_000,
      ...more,
    };
  };
  const answered = (command: OnceCommand, answer = ANSWER, core = opened().core) =>
    core.perform((transaction) => answerOnce(transaction, core, command, async () => answer));

  for (const sensitive of [false, true]) {
    it(`gets the same answer again, exactly${sensitive ? ', though it is kept sealed' : ''}`, async () => {
      const command = request({ sensitive });
      assert.deepEqual(await answered(command), { outcome: 'answered', answer: ANSWER });
      const other = { status: 500, content: 'not asked for' };
      assert.deepEqual(await answered(command, other), { outcome: 'repeated', answer: ANSWER });
    });
  }

  it('is another one under another merchant, dialect or key', async () => {
    const command = request();
    await answered(command);
    for (const other of [{ merchantId: 'x' }, { dialect: 'anexpay' }, { key: 'x' }]) {
      assert.equal((await answered({ ...command, ...other })).outcome, 'answered');
    }
  });

  it('is refused with other content under the same key', async () => {
    const command = request();
    await answered(command);
    assert.deepEqual(await answered({ ...command, fingerprint: 'f2' }), { outcome: 'conflict' });
    assert.equal((await answered(command)).outcome, 'repeated');
  });

  it('does its work once, of many copies at once, in however many processes', async () => {
    const { core, elsewhere = core } = opened();
    const command = request();
    let works = 0;
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, copy) => {
        const each = copy % 2 === 0 ? core : elsewhere;
        return each.perform((transaction) =>
          answerOnce(transaction, each, command, async () => {
            works += 1;
            return ANSWER;
          }),
        );
      }),
    );
    assert.equal(works, 1);
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'answered').length, 1);
    for (const each of outcomes) assert.deepEqual('answer' in each && each.answer, ANSWER);
  });

  it('has neither a claim nor an answer if its work fails', async () => {
    const { core } = opened();
    const command = request();
    const failing = core.perform((transaction) =>
      answerOnce(transaction, core, command, async () => {
        throw new Error('the work failed');
      }),
    );
    await assert.rejects(failing, /the work failed/u);
    assert.equal((await answered(command)).outcome, 'answered');
  });

  it('is answered again for as long as it is kept, swept or not, and is a new one from then on', async () => {
    const { core, environment } = opened();
    const command = request();
    await answered(command);
    const lastMoment = command.receivedAt + command.keepMilliseconds + MARGIN_MILLISECONDS;
    const again = (receivedAt: number) => answered({ ...command, receivedAt });
    await core.perform((transaction) => sweepExpired(transaction, lastMoment, 100));
    assert.equal((await again(lastMoment)).outcome, 'repeated');
    assert.equal((await again(lastMoment + 1)).outcome, 'answered');
    assert.equal(environment.now(), command.receivedAt);
  });

  it('leaves nothing to read in the store where it is sensitive', async () => {
    const command = request({ sensitive: true });
    await answered(command);
    const row = await opened().store.get('select content from answers where request_key = $1', [command.key]);
    assert.ok(row?.content instanceof Uint8Array && row.content.length > 0);
    assert.equal(Buffer.from(row.content).includes('payerNo'), false);
  });
});
