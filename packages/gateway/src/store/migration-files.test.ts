import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { MigrationError } from './errors.ts';
import { readMigrations } from './migration-files.ts';

describe('a folder of migrations', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'countersign-migrations-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (file: string, sql: string) => writeFileSync(path.join(folder, file), sql);
  const read = (engine: 'sqlite' | 'postgres') => readMigrations(engine, pathToFileURL(`${folder}/`));

  it('is read in the order of its numbers', () => {
    for (let number = 12; number > 0; number--) {
      write(`${String(number).padStart(4, '0')}-step-${number}.sql`, '');
    }
    assert.deepEqual(
      read('sqlite').map(({ number, name }) => `${number} ${name}`),
      Array.from({ length: 12 }, (_, index) => `${index + 1} step-${index + 1}`),
    );
  });

  const table = `create table marks (
  id bigint primary key, -- a bigint, and no text
  name text not null default 'text of bytes',
  "bytes" bytes
);
create index marks_by_name on marks (name);
`;

  it('has strict tables of integer, text and blob for SQLite', () => {
    write('0001-marks.sql', table);
    assert.equal(
      read('sqlite')[0]?.sql,
      `create table marks (
  id integer primary key, -- a bigint, and no text
  name text not null default 'text of bytes',
  "bytes" blob
) strict, without rowid;
create index marks_by_name on marks (name);

`,
    );
  });

  it('has tables of bigint, bytea and text in the order of its bytes for PostgreSQL', () => {
    write('0001-marks.sql', table);
    assert.equal(
      read('postgres')[0]?.sql,
      `create table marks (
  id bigint primary key, -- a bigint, and no text
  name text collate "C" not null default 'text of bytes',
  "bytes" bytea
);
create index marks_by_name on marks (name);

`,
    );
  });

  it('may say the rest for one engine only, as it stands', () => {
    write('0001-marks.sql', 'create table marks (id bigint);');
    write('0001-marks.postgres.sql', 'comment on table marks is $$text$$;');
    assert.equal(
      read('postgres')[0]?.sql,
      'create table marks (id bigint);\ncomment on table marks is $$text$$;',
    );
    assert.equal(read('sqlite')[0]?.sql, 'create table marks (id integer);\n');
  });

  it('is the same with the line ends of Windows', () => {
    write('0001-marks.sql', table);
    const before = read('sqlite');
    write('0001-marks.sql', table.replaceAll('\n', '\r\n'));
    assert.deepEqual(read('sqlite'), before);
  });

  const refused: Readonly<Record<string, readonly string[]>> = {
    'without a first file': ['0002-second.sql'],
    'with a number left out': ['0001-first.sql', '0003-third.sql'],
    'with a number used twice': ['0001-first.sql', '0001-other.sql'],
    'with a file for one engine that belongs to none for both': ['0001-first.sql', '0002-second.sqlite.sql'],
    'with a file for one engine under another name': ['0001-first.sql', '0001-frist.sqlite.sql'],
    'with a file for an engine that there is not': ['0001-first.sql', '0001-first.oracle.sql'],
    'with a file that has no number': ['0001-first.sql', 'second.sql'],
    'with a file that has capitals': ['0001-First.sql'],
  };
  for (const [why, files] of Object.entries(refused)) {
    it(`is refused ${why}`, () => {
      for (const file of files) write(file, '');
      assert.throws(() => read('sqlite'), MigrationError);
    });
  }
});
