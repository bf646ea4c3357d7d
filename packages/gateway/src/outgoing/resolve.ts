import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';

/** All addresses of a name, at least one. Rejects where it has none, or where nobody could be asked. */
export type Resolve = (name: string) => Promise<readonly string[]>;

const TRY_MILLISECONDS = 2_000;
const TRIES = 2;
const HOSTS_FILE = '/etc/hosts';
const LOOPBACK = ['127.0.0.1', '::1'];

/**
 * The machine's: its hosts file, then the name servers it is configured with; IPv4 first. Names of `localhost` are the loopback
 * addresses, whatever anybody says (RFC 6761 §6.3).
 *
 * Ours: the system's `getaddrinfo` would hold one of the process's four worker threads, which also sign and seal, for as long as
 * a stranger's name server stays silent. So search domains and multicast DNS are not known here: endpoints are named in full.
 */
export function systemResolver(hostsFile = HOSTS_FILE): Resolve {
  const resolver = new Resolver({ timeout: TRY_MILLISECONDS, tries: TRIES });
  return async (name) => {
    if (name === 'localhost' || name.endsWith('.localhost')) return LOOPBACK;
    const listed = addressesInHosts(await contentOf(hostsFile), name);
    return listed.length > 0 ? listed : ask(resolver, name);
  };
}

async function ask(resolver: Resolver, name: string): Promise<readonly string[]> {
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const [failure] = answers.filter((answer) => answer.status === 'rejected');
  if (addresses.length === 0) throw failure?.reason ?? new Error(`${name} has no address`);
  return addresses;
}

/** The addresses that a hosts file gives a name (hosts(5)). */
export function addressesInHosts(content: string, name: string): readonly string[] {
  return content.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/u, '').trim().toLowerCase().split(/\s+/u);
    return names.includes(name) ? [address] : [];
  });
}

/** A machine without a hosts file has nothing in it. */
async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}
