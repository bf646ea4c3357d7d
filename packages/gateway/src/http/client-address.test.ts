import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Header } from '@countersign/signing';
import { AddressEntryError } from './allowlist.ts';
import { clientAddressRule } from './client-address.ts';

interface Case {
  readonly name: string;
  readonly trusted: readonly string[];
  readonly socket: string;
  readonly headers: readonly Header[];
  readonly client: string;
}

const PROXY = '10.0.0.1';
const INNER_PROXY = '10.0.0.2';
const trusted = ['10.0.0.0/8', 'fd00::/8'];
const from = (value: string): Header => ['X-Forwarded-For', value];

const cases: readonly Case[] = [
  {
    name: 'without trusted proxies the headers say nothing',
    trusted: [],
    socket: PROXY,
    headers: [from('203.0.113.9'), ['Forwarded', 'for=203.0.113.9']],
    client: PROXY,
  },
  {
    name: 'a stranger who sends the header himself stays who he is',
    trusted,
    socket: '198.51.100.66',
    headers: [from('203.0.113.9')],
    client: '198.51.100.66',
  },
  {
    name: 'a trusted proxy is believed',
    trusted,
    socket: PROXY,
    headers: [from('203.0.113.9')],
    client: '203.0.113.9',
  },
  {
    name: 'what the client wrote before the proxy appended is hearsay',
    trusted,
    socket: PROXY,
    headers: [from('192.0.2.1, 203.0.113.9')],
    client: '203.0.113.9',
  },
  {
    name: 'a client that pretends to be one of the proxies gains nothing',
    trusted,
    socket: PROXY,
    headers: [from('192.0.2.1, 10.9.9.9, 203.0.113.9')],
    client: '203.0.113.9',
  },
  {
    name: 'two trusted proxies in a row are both passed',
    trusted,
    socket: PROXY,
    headers: [from(`203.0.113.9, ${INNER_PROXY}`)],
    client: '203.0.113.9',
  },
  {
    name: 'headers sent twice are one chain, in order',
    trusted,
    socket: PROXY,
    headers: [from('192.0.2.1'), ['x-forwarded-for', `203.0.113.9, ${INNER_PROXY}`]],
    client: '203.0.113.9',
  },
  {
    name: 'a chain of nothing but proxies ends at its beginning',
    trusted,
    socket: PROXY,
    headers: [from(INNER_PROXY)],
    client: INNER_PROXY,
  },
  {
    name: 'a mapped proxy is that proxy',
    trusted,
    socket: `::ffff:${PROXY}`,
    headers: [from('203.0.113.9')],
    client: '203.0.113.9',
  },
  {
    name: 'a mapped client is that client',
    trusted,
    socket: PROXY,
    headers: [from('::ffff:203.0.113.9')],
    client: '203.0.113.9',
  },
  {
    name: 'a mapped socket is told as IPv4',
    trusted: [],
    socket: '::ffff:203.0.113.9',
    headers: [],
    client: '203.0.113.9',
  },
  {
    name: 'ports are dropped',
    trusted,
    socket: PROXY,
    headers: [from('203.0.113.9:4711')],
    client: '203.0.113.9',
  },
  {
    name: 'IPv6, bracketed, with a port',
    trusted,
    socket: 'fd00::1',
    headers: [from('[2001:db8::9]:4711')],
    client: '2001:db8::9',
  },
  { name: 'IPv6, bare', trusted, socket: 'fd00::1', headers: [from('2001:DB8::9')], client: '2001:db8::9' },
  {
    name: 'garbage ends the walk at whoever handed it on',
    trusted,
    socket: PROXY,
    headers: [from(`203.0.113.9, unknown, ${INNER_PROXY}`)],
    client: INNER_PROXY,
  },
  { name: 'an empty header leaves the proxy', trusted, socket: PROXY, headers: [from('')], client: PROXY },
  { name: 'no header leaves the proxy', trusted, socket: PROXY, headers: [], client: PROXY },
  {
    name: 'Forwarded (RFC 7239), quoted IPv6 with a port',
    trusted,
    socket: PROXY,
    headers: [['Forwarded', 'for=192.0.2.1, For="[2001:db8::9]:4711";proto=https;by=10.0.0.1']],
    client: '2001:db8::9',
  },
  {
    name: 'Forwarded with a hop that hides its sender ends there',
    trusted,
    socket: PROXY,
    headers: [['Forwarded', `for=203.0.113.9, for=_hidden, for=${INNER_PROXY}`]],
    client: INNER_PROXY,
  },
  {
    name: 'Forwarded with a hop that names no sender ends there',
    trusted,
    socket: PROXY,
    headers: [['Forwarded', `for=203.0.113.9, proto=https, for=${INNER_PROXY}`]],
    client: INNER_PROXY,
  },
  {
    name: 'both headers that agree are believed',
    trusted,
    socket: PROXY,
    headers: [from('203.0.113.9'), ['Forwarded', 'for=203.0.113.9;proto=https']],
    client: '203.0.113.9',
  },
  {
    name: 'of two headers that disagree one was smuggled through the proxy: neither is believed',
    trusted,
    socket: PROXY,
    headers: [from('203.0.113.9'), ['Forwarded', 'for=192.0.2.1']],
    client: PROXY,
  },
];

for (const { name, trusted: proxies, socket, headers, client } of cases) {
  test(name, () => assert.equal(clientAddressRule(proxies)(socket, headers), client));
}

test('a trusted proxy that is no address is refused by name', () => {
  assert.throws(
    () => clientAddressRule(['10.0.0.0/8', 'proxy.internal']),
    (error) => error instanceof AddressEntryError && error.entry === 'proxy.internal',
  );
});
