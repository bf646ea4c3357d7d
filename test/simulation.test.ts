// The money core under seeded chance: see simulation/simulate.ts. `npm run simulate -- --seeds 10000` plays more of it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulate } from './simulation/simulate.ts';
import { storeMaker } from './simulation/store.ts';
import { withoutPostgres } from './support/postgres.ts';

const STEPS = 20;
/** SQLite's many are quick; PostgreSQL's few show that nothing depends on the engine. */
const SEEDS = { sqlite: 200, postgres: 6 } as const;

for (const engine of ['sqlite', 'postgres'] as const) {
  describe(`the money core on ${engine}`, { skip: engine === 'postgres' && withoutPostgres() }, () => {
    it(`keeps what it must, whatever happens in ${SEEDS[engine]} seeds`, async () => {
      const stores = await storeMaker(engine);
      let crashes = 0;
      for (let seed = 1; seed <= SEEDS[engine]; seed += 1) {
        const report = await simulate(stores, { seed, steps: STEPS });
        crashes += report.crashes;
        const replay = `npm run simulate -- --seed ${seed} --steps ${STEPS} --engine ${engine}`;
        assert.deepEqual(report.violations, [], replay);
      }
      stores.close();
      assert.ok(crashes > SEEDS[engine] / 2, `only ${crashes} crashes: nothing was put to the test`);
    });
  });
}

describe('a seed', () => {
  it('plays the same again, to the last byte', async () => {
    const stores = await storeMaker('sqlite');
    const [first, again, other] = [
      await simulate(stores, { seed: 7, steps: STEPS }),
      await simulate(stores, { seed: 7, steps: STEPS }),
      await simulate(stores, { seed: 8, steps: STEPS }),
    ];
    stores.close();
    assert.deepEqual(again, first);
    assert.notEqual(other.digest, first.digest);
  });
});
