import type { Phrase } from '../base/phrase';
import { encodeProfileGzip } from '../formats/pprof/encode';
import { type Owner, ownerOf, ownerOfFile, testedPackages } from '../index/own-code';
import type {
  CallGraph,
  CallGraphOptions,
  CheckedFilter,
  PeekOptions,
  ProfileFilter,
  ProfileOptions,
  SizeClass,
  TopOptions,
  TreeOptions,
} from '../index/profile';
import { callGraph, callTree, filterErrors, filtered, peek, sizeClasses, tags, top, topProto, traces, tree } from '../index/profile';
import type { CallTree } from '../model/call-tree';
import { frameOwners } from '../model/frame-owners';
import type { ProfileTable } from '../model/profile';
import type { PeekReport, TagsReport, TopReport, TracesReport } from '../model/profile-report';
import { callgrindText } from '../report/pprof-callgrind';
import { dotText } from '../report/pprof-dot';
import { outputUnit } from '../report/pprof-text';
import type { ProfileSummary } from '../report/types';
import { type PartRef, tableOf } from './part';
import type { Handlers, Query } from './query';
import type { Session } from './session';
import { profileSummary } from './summary/profile';

/** Options as lib/index/profile takes them, with the profiles to compare named by their place in the case. */
export type OverWire<Options extends ProfileOptions> = PartRef &
  Omit<Options, 'base' | 'diffBase'> & { readonly base?: PartRef; readonly diffBase?: PartRef };

export type { PeekOptions, ProfileOptions, TopOptions, TreeOptions } from '../index/profile';
export { granularities } from '../index/profile';

/** A call tree with whose code each of its frames is, as positions in `frameOwners`. */
export interface OwnedTree extends CallTree {
  readonly owner: Uint8Array;
}

export interface ProfileQueries {
  'profile.summary': Query<PartRef, ProfileSummary>;
  /** Positions of the inputs whose profile is of this one's kind and sample types, its own among them: by time where all tell theirs. */
  'profile.alike': Query<PartRef, readonly number[]>;
  'profile.top': Query<OverWire<TopOptions>, TopReport>;
  'profile.peek': Query<OverWire<PeekOptions> & { readonly pattern: string }, PeekReport>;
  /** Callers and callees of the functions that -top shows, as -tree. */
  'profile.callers': Query<OverWire<TopOptions>, PeekReport>;
  /** The top table as a gzip-compressed profile, as -topproto: each row a sample of one frame with its cum and flat. */
  'profile.topProto': Query<OverWire<TopOptions>, Uint8Array>;
  /** The comments that the profile's writer put into it, as -comments. */
  'profile.comments': Query<PartRef, readonly string[]>;
  'profile.tags': Query<OverWire<ProfileOptions>, TagsReport>;
  'profile.traces': Query<OverWire<ProfileOptions>, TracesReport>;
  /** Columns for flame graphs, icicles and treemaps; parents before children. */
  'profile.tree': Query<OverWire<TreeOptions>, OwnedTree>;
  /** The call graph as pprof draws it; with `whole` the one that lib/report/pprof-callgrind.ts writes. */
  'profile.graph': Query<OverWire<CallGraphOptions>, CallGraph>;
  /** What the objects of a heap profile come to by size. */
  'profile.sizes': Query<OverWire<ProfileOptions>, SizeClass[]>;
  /** The same in a form that other tools open: Graphviz's DOT, or callgrind for KCachegrind. Values in `unit`, `minimum` chooses. */
  'profile.graphText': Query<OverWire<CallGraphOptions> & { readonly form: 'dot' | 'callgrind' }, string>;
  /** What is wrong with filters that cannot be used; the case itself is not asked. */
  'profile.filterErrors': Query<ProfileFilter, Partial<Record<CheckedFilter, Phrase>>>;
  /** What the filters leave over, as a gzip-compressed profile that `go tool pprof` opens. */
  'profile.export': Query<OverWire<ProfileOptions>, Uint8Array>;
}

export const profileQueries: Handlers<ProfileQueries> = {
  'profile.summary': (session, ref) => profileSummary(tableOf(session, 'profile', ref)),
  'profile.alike': alike,
  'profile.top': (session, params) => top(...resolve(session, params)),
  'profile.peek': (session, params) => {
    const [table, options] = resolve(session, params);
    return peek(table, params.pattern, options);
  },
  'profile.callers': (session, params) => tree(...resolve(session, params)),
  'profile.topProto': (session, params) =>
    encodeProfileGzip(topProto(...resolve(session, params), (head, rows) => outputUnit(head, rows, 'minimum'))),
  'profile.comments': (session, ref) => tableOf(session, 'profile', ref).comments,
  'profile.tags': (session, params) => tags(...resolve(session, params)),
  'profile.traces': (session, params) => traces(...resolve(session, params)),
  'profile.tree': (session, params) => ownedTree(...resolve(session, params)),
  'profile.graph': (session, params) => callGraph(...resolve(session, params)),
  'profile.graphText': (session, { form, ...params }) => {
    const [table, options] = resolve<CallGraphOptions>(session, { ...params, whole: form === 'callgrind' });
    const graph = callGraph(table, options);
    return form === 'dot' ? dotText(graph) : callgrindText(graph);
  },
  'profile.filterErrors': (_session, filters) => filterErrors(filters),
  'profile.sizes': (session, params) => sizeClasses(...resolve(session, params)),
  'profile.export': (session, params) => encodeProfileGzip(filtered(...resolve(session, params))),
};

function alike(session: Session, ref: PartRef): readonly number[] {
  const signature = ({ kind, sampleTypes }: ProfileTable) => JSON.stringify([kind, ...sampleTypes.map(({ type, unit }) => [type, unit])]);
  const wanted = signature(tableOf(session, 'profile', ref));
  const found = session.inputs.filter(({ parts }) => {
    const first = parts.find((part) => part.kind === 'profile');
    return first !== undefined && signature(first.table) === wanted;
  });
  const times = found.map(({ timeNanos }) => timeNanos ?? 0n);
  // One without a time would go first whatever it is: then the order in which they came says more.
  if (times.every((time) => time !== 0n)) found.sort((a, b) => Number((a.timeNanos ?? 0n) - (b.timeNanos ?? 0n)));
  return found.map(({ index }) => index);
}

/** The table and the options behind a question: positions in the case made into tables. */
export function resolve<Options extends ProfileOptions>(session: Session, params: OverWire<Options>): [ProfileTable, Options] {
  const { input, part, base, diffBase, ...rest } = params;
  const options = {
    ...rest,
    ...(base && { base: tableOf(session, 'profile', base) }),
    ...(diffBase && { diffBase: tableOf(session, 'profile', diffBase) }),
  };
  return [tableOf(session, 'profile', { input, part }), options as unknown as Options];
}

/** The call tree of a profile with whose code its frames are. */
export function ownedTree(table: ProfileTable, options: TreeOptions): OwnedTree {
  const tree = callTree(table, options);
  const tested = testedPackages(table);
  return { ...tree, owner: Uint8Array.from(tree.frames, (frame) => frameOwner(frame.function, frame.file, tested)) };
}

const ownerPlace: Readonly<Record<Owner, number>> = {
  own: frameOwners.indexOf('own'),
  dependency: frameOwners.indexOf('dependency'),
  standard: frameOwners.indexOf('stdlib'),
  runtime: frameOwners.indexOf('runtime'),
};

/** Whose code a frame is, as a position in `frameOwners`. `tested`: packages that are own code because the profile is of their tests. */
export function frameOwner(fn: string, file: string, tested: ReadonlySet<string>): number {
  return ownerPlace[fn === '' && file !== '' ? ownerOfFile(file) : ownerOf(fn, file, tested)];
}
