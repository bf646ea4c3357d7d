-- The outbox is read by its numbers, in all merchants at once. An entry at the index's end: 0 to 1 µs for each event.
create unique index outbox_by_sequence on outbox (sequence);

-- The server's clock, of all processes the same, under the name that SQLite has for it.
create function unixepoch(text) returns double precision language sql volatile as
$$ select extract(epoch from clock_timestamp()) $$;
