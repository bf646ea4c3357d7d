/** `npm run states`: writes down the state tables of the money core as a page. A test compares. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeStates, statesPath } from './states/describe.ts';

writeFileSync(join(import.meta.dirname, '..', statesPath), describeStates());
console.log(statesPath);
