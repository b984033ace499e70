import type { PeekOptions, TopOptions } from '@/lib/index/profile';
import type { Command } from './pprof-tool';

export const goldenFolder = 'tests/golden/pprof';

export interface GoldenCase {
  /** File of the answer: the input's name, then what was asked. */
  readonly name: string;
  readonly input: string;
  readonly command: Command;
  readonly options: TopOptions & PeekOptions;
}

const asked: readonly (readonly [string, string, Command, TopOptions & PeekOptions])[] = [
  ['cpu', 'top', 'top', {}],
  ['cpu', 'top.cum.lines', 'top', { sort: 'cum', granularity: 'lines', limit: 25 }],
  ['cpu', 'top.focus.hide', 'top', { focus: 'json', hide: 'runtime' }],
  ['cpu', 'peek', { peek: 'json.*(decode|encode)' }, {}],
  ['mem', 'top', 'top', {}],
  ['mem', 'top.inuse_objects', 'top', { sampleType: 'inuse_objects', nodeFraction: 0 }],
  ['mem', 'top.noinlines', 'top', { noinlines: true }],
  ['mem', 'top.addresses', 'top', { granularity: 'addresses', limit: 10 }],
  ['mem', 'top.tagfocus', 'top', { tagfocus: '1kb:1mb' }],
  ['mem', 'top.tagroot', 'top', { tagroot: 'bytes', sort: 'cum' }],
  ['mem', 'top.mean', 'top', { mean: true, sampleType: 'alloc_space' }],
  ['mem', 'tags', 'tags', {}],
  ['block', 'traces.show_from', 'traces', { showFrom: 'sync|testing' }],
  ['block', 'top', 'top', {}],
  ['mutex', 'top.prune_from', 'top', { pruneFrom: 'sync' }],
  ['mutex', 'peek.contentions', { peek: 'sync' }, { sampleType: 'contentions' }],
];

/** Answers of `go tool pprof` kept for machines without Go; tests/tools/record-pprof-goldens.ts writes them. */
export const goldenCases: readonly GoldenCase[] = asked.map(([input, request, command, options]) => ({
  name: `${goldenFolder}/${input}.${request}.txt`,
  input: `${goldenFolder}/${input}.pb.gz`,
  command,
  options,
}));

/** `-top` of two captures compared: what -diff_base prints, as it is and normalised. */
export const diffCases = [
  { name: `${goldenFolder}/convert.diff_base.txt`, normalize: false },
  { name: `${goldenFolder}/convert.diff_base.normalize.txt`, normalize: true },
].map((one) => ({
  ...one,
  base: 'fixtures/captures/convert-faulty/allocs.pb.gz',
  input: 'fixtures/captures/convert-mended/allocs.pb.gz',
}));
