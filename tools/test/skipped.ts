/** A reporter for node:test that writes one line for each skipped test: its name, where it is, and why. */
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

export default async function* skipped(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type !== 'test:pass' || event.data.skip === undefined) continue;
    const { name, file, line, skip } = event.data;
    const place = file === undefined ? '' : ` (${relative(process.cwd(), file)}:${line})`;
    const reason = typeof skip === 'string' ? `: ${skip}` : '';
    yield `  ${name}${place}${reason}\n`;
  }
}
