// The floor: the least program that takes a signed payment durably. Bare node:http, one HMAC-SHA512 over url + body, JSON.parse, and
// node:sqlite with seven statements a payment under group commit. No routing, no validation, no credentials, no error.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { uuidv7 } from 'uuidv7';

const ACCOUNTS = 1_000;
const SECRET = process.env.FLOOR_SECRET ?? '';

const folder = mkdtempSync(path.join(tmpdir(), 'countersign-floor-'));
const database = new DatabaseSync(path.join(folder, 'floor.db'));
database.exec(`
  pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 10000;
  pragma temp_store = memory; pragma cache_size = -65536;
  create table idempotency (merchant text, key text, primary key (merchant, key)) strict;
  create table invoices (id text primary key, order_id text, content text) strict;
  create table postings (id text primary key, account integer, amount integer) strict;
  create table balances (account integer primary key, balance integer) strict;
  create table outbox (id text primary key, content text) strict;
`);
const insertBalance = database.prepare('insert into balances values (?, 0)');
for (let account = 0; account < ACCOUNTS; account++) insertBalance.run(account);
const insertKey = database.prepare('insert into idempotency values (?, ?) on conflict do nothing');
const insertInvoice = database.prepare('insert into invoices values (?, ?, ?)');
const insertPosting = database.prepare('insert into postings values (?, ?, ?)');
const updateBalance = database.prepare('update balances set balance = balance + ? where account = ?');
const insertOutbox = database.prepare('insert into outbox values (?, ?)');

let payments = 0;
let waiting: { readonly orderId: string; readonly text: string; readonly response: ServerResponse }[] = [];

function commitGroup(): void {
  const group = waiting;
  waiting = [];
  const ids = group.map(() => uuidv7());
  database.exec('begin immediate');
  group.forEach(({ orderId, text }, index) => {
    const account = payments++ % ACCOUNTS;
    database.exec('savepoint payment');
    insertKey.run('merchant', orderId);
    insertInvoice.run(ids[index] ?? '', orderId, text);
    insertPosting.run(uuidv7(), account, 1_025);
    insertPosting.run(uuidv7(), (account + 1) % ACCOUNTS, -1_025);
    updateBalance.run(1_025, account);
    updateBalance.run(-1_025, (account + 1) % ACCOUNTS);
    insertOutbox.run(uuidv7(), text);
    database.exec('release payment');
  });
  database.exec('commit');
  group.forEach(({ response }, index) => {
    const body = JSON.stringify({ code: '0000', message: '', data: { invoiceId: ids[index] } });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const url = `http://${request.headers.host}${request.url}`;
    const expected = createHmac('sha512', SECRET).update(url).update(body).digest();
    const signature = Buffer.from(String(request.headers['x-signature']), 'hex');
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      response.writeHead(401, { 'content-length': 0 }).end();
      return;
    }
    const text = body.toString('utf8');
    if (waiting.push({ orderId: JSON.parse(text).orderId, text, response }) === 1) setImmediate(commitGroup);
  });
});

server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
process.once('SIGTERM', () => {
  server.closeAllConnections();
  database.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
