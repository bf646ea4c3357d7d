import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

/** The embedded store in a folder, or PostgreSQL by its url. */
export type StoreLocation = { readonly folder: string } | { readonly postgresUrl: string };

/** Opens a store and brings its schema up to date. */
export async function openStore(location: StoreLocation): Promise<Store> {
  const store =
    'folder' in location ? openSqlite(location) : await openPostgres({ url: location.postgresUrl });
  try {
    await migrate(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
