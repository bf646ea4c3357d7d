/**
 * `npm run bench -- NAME [ARGUMENT…]`: runs one benchmark with the remaining arguments as its own.
 */
const benchmarks: Readonly<Record<string, string>> = {
  signing: 'sign and verify in each dialect, beside bare node:crypto and other libraries',
  store: 'durable payments under group commit, beside the bare driver',
  core: 'durable invoices and ledger transfers on both engines, beside the bare driver and pgbench',
  lists: 'a page of each list among a million payments, beside the same among a thousand, on both engines',
  http: 'signed, durable creation in each dialect through the running gateway, beside its floor',
};

const [name = '', ...rest] = process.argv.slice(2);
if (!Object.hasOwn(benchmarks, name)) {
  console.error('usage: npm run bench -- NAME [ARGUMENT…]\n');
  for (const [known, purpose] of Object.entries(benchmarks)) console.error(`  ${known.padEnd(10)}${purpose}`);
  process.exit(2);
}

// A benchmark reads process.argv as if it had been started directly.
process.argv.splice(1, Number.POSITIVE_INFINITY, `${import.meta.dirname}/${name}.ts`, ...rest);
await import(`./${name}.ts`);
