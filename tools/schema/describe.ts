/** The schema of a database as SQL that a person reads in a review: in the order of names, the same on every machine. */
import type { TestStore } from '../../test/support/engines.ts';

type Store = TestStore['store'];
type EngineName = Store['engine'];

export function describeSchema(store: Store): Promise<string> {
  return DESCRIBE[store.engine](store);
}

/** Where the schema of an engine is kept, from the root of the repository. */
export function schemaPath(engine: EngineName): string {
  return `packages/gateway/src/store/schema/${engine}.sql`;
}

const DESCRIBE: Readonly<Record<EngineName, (store: Store) => Promise<string>>> = {
  sqlite: async (store) => (await textsOf(store, SQLITE)).map((sql) => `${sql};\n`).join('\n'),
  postgres: async (store) => {
    const tables = await textsOf(store, POSTGRES_TABLES);
    const others = await textsOf(store, POSTGRES_OTHERS);
    return [...tables, ...others].map((sql) => `${sql.trimEnd()};\n`).join('\n');
  },
};

async function textsOf(store: Store, sql: string): Promise<readonly string[]> {
  return (await store.all(sql)).map(({ text }) => String(text));
}

/** Each table before its indexes and triggers. What SQLite makes by itself has no text. */
const SQLITE = `select sql as text from sqlite_schema where sql is not null and name not like 'sqlite\\_%' escape '\\'
  order by tbl_name, type = 'table' desc, type, name`;

const POSTGRES_TABLES = `
  with parts as (
    select attrelid as relation, 0 as kind, attnum as place, attname::text as name,
      attname || ' ' || format_type(atttypid, atttypmod)
        || case when collname <> 'default' then ' collate "' || collname || '"' else '' end
        || case when attnotnull then ' not null' else '' end
        || coalesce(' default ' || pg_get_expr(adbin, adrelid), '') as text
    from pg_attribute
      left join pg_attrdef on adrelid = attrelid and adnum = attnum
      left join pg_collation on pg_collation.oid = attcollation
    where attnum > 0 and not attisdropped
    union all
    select conrelid, 1, 0, conname::text, 'constraint ' || conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where contype in ('p', 'u', 'f', 'c')
  )
  select 'create table ' || relname || E' (\\n  '
    || string_agg(parts.text, E',\\n  ' order by kind, place, name collate "C") || E'\\n)' as text
  from pg_class join parts on relation = pg_class.oid
  where relkind = 'r' and relnamespace = 'public'::regnamespace
  group by relname
  order by relname collate "C"`;

/** Indexes that are not a constraint's, then functions, then triggers. */
const POSTGRES_OTHERS = `
  select text from (
    select 0 as kind, relname::text as name, pg_get_indexdef(indexrelid) as text
    from pg_index join pg_class on pg_class.oid = indexrelid
    where relnamespace = 'public'::regnamespace
      and not exists (select 1 from pg_constraint where conindid = indexrelid)
    union all
    select 1, proname::text, pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
    union all
    select 2, tgname::text, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
  ) as others
  order by kind, name collate "C"`;
