/** Of a table that is worth an index, and of what a partial index holds of one. */
const TABLE_ROWS = 2 ** 20;
const PARTIAL_INDEX_ROWS = TABLE_ROWS >> 7;

/** How often a column halves what is left, if it is known. Most merchants speak one dialect, and most payments end alike. */
const HALVINGS =
  "case columns.name when 'dialect' then 1 when 'state' then 2 when 'shop_id' then 1 else 4 end";

/**
 * Tells SQLite's planner that all tables are large. It knows nothing of them otherwise, and takes all that a merchant has for ten
 * rows: it reads through them by the primary key, whatever index there is. `analyze` would tell it what is true on that day, of
 * tables that are small on most; what it is told here, its plans stay with (https://sqlite.org/lang_analyze.html, the chapter on
 * statistics made by hand). To run after each migration.
 */
export const ASSUME_LARGE_TABLES = `
  analyze sqlite_schema;
  delete from sqlite_stat1;
  insert into sqlite_stat1 (tbl, idx, stat)
    select tbl, idx, total || ' ' || group_concat(case when is_unique and is_last then 1 else max(1, total >> halvings) end, ' ')
    from (
      select tables.name as tbl, indexes.name as idx, columns.seqno as place,
        case when indexes.partial then ${PARTIAL_INDEX_ROWS} else ${TABLE_ROWS} end as total,
        sum(${HALVINGS}) over (partition by indexes.name order by columns.seqno) as halvings,
        indexes."unique" as is_unique,
        columns.seqno = max(columns.seqno) over (partition by indexes.name) as is_last
      from sqlite_schema as tables, pragma_index_list(tables.name) as indexes, pragma_index_info(indexes.name) as columns
      where tables.type = 'table'
      order by idx, place
    )
    group by tbl, idx;
  analyze sqlite_schema;
`;
