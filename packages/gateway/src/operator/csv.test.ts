import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CSV_ROWS_MAXIMUM, readCsv } from './csv.ts';

const COLUMNS = { name: 'required', amount: 'required', note: 'optional' } as const;

describe('a CSV file', () => {
  it('has a header, whose columns come in any order', () => {
    assert.deepEqual(readCsv('amount,name\n5,Ana\n7,Budi\n', COLUMNS), {
      ok: true,
      rows: [
        { line: 2, cells: { amount: '5', name: 'Ana' } },
        { line: 3, cells: { amount: '7', name: 'Budi' } },
      ],
    });
  });

  it('may begin with a byte order mark, end lines as Windows does, and quote', () => {
    const text = '\ufeffname,amount,note\r\n"Ana ""A"", Ltd",5,"two\r\nlines"\r\n\r\nBudi,7,\r\n';
    assert.deepEqual(readCsv(text, COLUMNS), {
      ok: true,
      rows: [
        { line: 2, cells: { name: 'Ana "A", Ltd', amount: '5', note: 'two\nlines' } },
        { line: 5, cells: { name: 'Budi', amount: '7' } },
      ],
    });
  });

  const words = 'the header must name the columns name,amount,[note]';
  const refused: readonly (readonly [string, string, readonly (readonly [number, string])[]])[] = [
    ['is empty', '', [[1, words]]],
    ['lacks a column', 'name\nAna\n', [[1, `column amount is missing; ${words}`]]],
    ['has another', 'name,amount,nota\n', [[1, `there is no column 'nota'; ${words}`]]],
    ['has one twice', 'name,amount,name\n', [[1, 'column name is there twice']]],
    [
      'names one that objects have',
      'name,amount,toString\n',
      [[1, `there is no column 'toString'; ${words}`]],
    ],
    [
      'has rows that are too short, too long, or leave out what must be there',
      'name,amount\nAna\nBudi,7\nCitra,8,9\n,3\n',
      [
        [2, '1 cells, where the header has 2'],
        [4, '3 cells, where the header has 2'],
        [5, 'name is empty'],
      ],
    ],
    [
      'never closes a quote',
      'name,amount\nAna,"5\n',
      [[2, 'a quote is where none may be, or is never closed']],
    ],
    [
      'opens one too late',
      'name,amount\nA"na,5\n',
      [[2, 'a quote is where none may be, or is never closed']],
    ],
  ];
  for (const [name, text, problems] of refused) {
    it(`is refused, all of it, where it ${name}`, () => {
      const expected = problems.map(([line, reason]) => ({ line, reason }));
      assert.deepEqual(readCsv(text, COLUMNS), { ok: false, problems: expected });
    });
  }

  it('has a most of rows', () => {
    const rows = (count: number) => readCsv(`name,amount\n${'Ana,5\n'.repeat(count)}`, COLUMNS);
    assert.equal(rows(CSV_ROWS_MAXIMUM).ok, true);
    assert.equal(rows(CSV_ROWS_MAXIMUM + 1).ok, false);
  });

  it('gives back what was written, whatever it is', () => {
    const cell = fc.stringMatching(/^[a-z",\n é😀]{1,12}$/u);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 20 }), (rows) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const lines = rows.map(([name, amount]) => `${quoted(name)},${quoted(amount)}\n`);
        const reading = readCsv(`name,amount\n${lines.join('')}`, COLUMNS);
        assert.ok(reading.ok);
        assert.deepEqual(
          reading.rows.map(({ cells }) => [cells.name, cells.amount]),
          rows,
        );
        const lengths = lines.map((line) => line.split('\n').length - 1);
        let line = 2;
        for (const [index, row] of reading.rows.entries()) {
          assert.equal(row.line, line);
          line += lengths[index] ?? 0;
        }
      }),
    );
  });
});
