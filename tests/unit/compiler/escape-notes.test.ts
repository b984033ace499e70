import { describe, expect, it } from 'vitest';
import { decodeBench } from '@/lib/formats/bench/module';
import { decodeJsonNotes, decodeNotes } from '@/lib/formats/compiler/decode';
import { type EscapeTable, noteKinds } from '@/lib/model/escape';

const encode = (...lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.join('\n'));

const rows = (table: EscapeTable) =>
  Array.from({ length: table.count }, (_, i) => [
    table.strings[table.file[i]],
    table.line[i],
    table.column[i],
    noteKinds[table.kind[i]],
    table.strings[table.subject[i]],
  ]);

describe('notes of -gcflags=-m', () => {
  it('reads each form and its place', () => {
    const { table } = decodeNotes(
      encode(
        '# example.org/app',
        './a.go:5:6: can inline put with cost 7 as: func(map[string]string) { … }',
        './a.go:6:6: cannot inline run: function too complex: cost 120 exceeds budget 80',
        './a.go:9:13: inlining call to fmt.Println',
        './a.go:9:14: string(raw) escapes to heap',
        './a.go:10:2: moved to heap: header',
        './a.go:11:9: make([]byte, 8) does not escape',
        './a.go:12:10: leaking param: index',
        'go: some other line',
      ),
    );
    expect(rows(table)).toEqual([
      ['./a.go', 5, 6, 'can-inline', 'put'],
      ['./a.go', 6, 6, 'cannot-inline', 'run'],
      ['./a.go', 9, 13, 'inlined', 'fmt.Println'],
      ['./a.go', 9, 14, 'escapes', 'string(raw)'],
      ['./a.go', 10, 2, 'moved', 'header'],
      ['./a.go', 11, 9, 'stays', 'make([]byte, 8)'],
      ['./a.go', 12, 10, 'leaks', 'index'],
    ]);
    expect(table.explained).toBe(false);
  });

  it('keeps the steps of -m=2 and not the short form after them', () => {
    const { table } = decodeNotes(
      encode(
        'a.go:36:12: new(scratch) escapes to heap in newScratch:',
        'a.go:36:12:   flow: ~r0 ← &{storage for new(scratch)}:',
        'a.go:36:12:     from return new(scratch) (return) at a.go:36:2',
        'a.go:36:12: new(scratch) escapes to heap',
      ),
    );
    expect(rows(table)).toEqual([['a.go', 36, 12, 'escapes', 'new(scratch)']]);
    expect(table.strings[table.reason[0]].split('\n')).toEqual([
      'flow: ~r0 ← &{storage for new(scratch)}:',
      'from return new(scratch) (return) at a.go:36:2',
    ]);
    expect(table.explained).toBe(true);
  });

  it('reads the JSON form', () => {
    const { table, warnings } = decodeJsonNotes(
      encode(
        '{"version":0,"package":"app","goos":"linux","goarch":"amd64","gc_version":"go1.26.8","file":"/src/app/a.go"}',
        '{"range":{"start":{"line":36,"character":12},"end":{"line":36,"character":12}},"severity":3,"code":"escape","source":"go compiler","message":"new(T) escapes to heap","relatedInformation":[{"message":"escflow:    flow: ~r0 ← \\u0026{storage for new(T)}:"}]}',
        '{"range":{"start":{"line":35,"character":6}},"severity":3,"code":"canInlineFunction","source":"go compiler","message":"cost: 3"}',
        '{"range":{"sta',
      ),
    );
    expect(rows(table)).toEqual([
      ['/src/app/a.go', 36, 12, 'escapes', 'new(T)'],
      ['/src/app/a.go', 35, 6, 'can-inline', 'cost: 3'],
    ]);
    expect(table.strings[table.reason[0]]).toBe('flow: ~r0 ← &{storage for new(T)}:');
    expect(warnings.map((warning) => warning.code)).toEqual(['notes-damaged']);
  });
});

const header = '{"version":0,"package":"app","goos":"linux","goarch":"amd64","gc_version":"go1.26.8","file":"/src/app/ü.go"}';
const diagnostic = (rest: string) => `{"range":{"start":{"line":3,"character":2}},${rest}}`;

describe('JSON that no compiler writes', () => {
  it.each([
    ['steps that are no list', diagnostic('"code":"escape","message":"x escapes to heap","relatedInformation":{}')],
    ['a step that says a number', diagnostic('"code":"escape","message":"x","relatedInformation":[{"message":4}]')],
    ['a message that is a number', diagnostic('"code":"escape","message":5')],
    ['a code that is an object', diagnostic('"code":{"a":1},"message":"x"')],
    ['a file that is a number', '{"file":5}'],
    ['a line below none', '{"range":{"start":{"line":-3}},"code":"escape","message":"x"}'],
    ['a line between two', '{"range":{"start":{"line":3.5}},"code":"escape","message":"x"}'],
    ['a line beyond what the compiler counts', '{"range":{"start":{"line":4294967299}},"code":"escape","message":"x"}'],
    ['a line that is a text', '{"range":{"start":{"line":"3"}},"code":"escape","message":"x"}'],
  ])('%s: the line is left out and told, at its byte', (_, line) => {
    const { table, warnings } = decodeJsonNotes(encode(header, line, diagnostic('"code":"escape","message":"y escapes to heap"')));
    expect(rows(table)).toEqual([['/src/app/ü.go', 3, 2, 'escapes', 'y']]);
    expect(warnings.map(({ code, offset }) => [code, offset])).toEqual([['notes-damaged', encode(header).length + 1]]);
  });
});

describe('a code that no release knows', () => {
  it.each(['constructor', '__proto__', 'nilcheck'])('%s is a note of no kind', (code) => {
    const { table } = decodeJsonNotes(encode(header, diagnostic(`"code":"${code}","message":"x"`)));
    expect(rows(table)).toEqual([['/src/app/ü.go', 3, 2, 'other', 'x']]);
  });
});

describe('go test -bench output', () => {
  it.each(['1e999', 'Infinity', 'NaN'])('takes a result of %s for a damaged one', (amount) => {
    const table = decodeBench(encode('BenchmarkPlain-2 \t 10 \t 5 ns/op', `BenchmarkOdd-2 \t 10 \t ${amount} ns/op`));
    expect([table.count, table.damagedOffsets.length]).toEqual([1, 1]);
  });

  it('tells damage by its byte, whatever stands before it', () => {
    const before = ['cpu: Prüfstand µ', 'BenchmarkPlain-2 \t 10 \t 5 ns/op'];
    expect(decodeBench(encode(...before, 'BenchmarkCut-2\t10\t5 ns/op\t3.5')).damagedOffsets).toEqual([encode(...before).length + 1]);
  });

  it('reads names, units, custom metrics and configuration', () => {
    const table = decodeBench(
      encode(
        'goos: linux',
        'pkg: example.org/app',
        'cpu: Some CPU @ 2.00GHz',
        'BenchmarkDecode/large-in-8         \t     100\t  1234.5 ns/op\t  45.00 MB/s\t     67 B/op\t       8 allocs/op',
        'BenchmarkPlain \t 2000000000 \t 0.25 ns/op',
        'BenchmarkCustom-2\t10\t5 ns/op\t3.5 msgs/op',
        'BenchmarkCut-2\t10\t5 ns/op\t3.5',
        'PASS',
      ),
    );
    expect(table.count).toBe(3);
    expect(Array.from(table.name, (at) => table.strings[at])).toEqual(['BenchmarkDecode/large-in', 'BenchmarkPlain', 'BenchmarkCustom']);
    expect(Array.from(table.procs)).toEqual([8, 1, 2]);
    expect([table.nsPerOp[0], table.mbPerSecond[0], table.bytesPerOp[0], table.allocsPerOp[0]]).toEqual([1234.5, 45, 67, 8]);
    expect(table.bytesPerOp[1]).toBeNaN();
    expect(Array.from(table.customStart)).toEqual([0, 0, 0, 1]);
    expect([table.strings[table.customUnit[0]], table.customValue[0]]).toEqual(['msgs/op', 3.5]);
    expect(table.configuration).toEqual({ goos: 'linux', pkg: 'example.org/app', cpu: 'Some CPU @ 2.00GHz' });
    expect(table.damagedOffsets).toHaveLength(1);
  });
});
