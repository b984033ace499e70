import { snapshotGroups } from '../analyses/allocation/alloc-retained-growth';
import { type FileNote, notesOf } from '../analyses/allocation/escape-notes';
import { sitesOf } from '../analyses/allocation/hot-lines';
import { programOf } from '../analyses/programs';
import type { Amount } from '../base/units';
import { retained } from '../index/allocation/retained';
import { packageOf } from '../index/goroutines/names';
import { testedPackages } from '../index/own-code';
import type { ProfileOptions } from '../index/profile';
import { allocationReview, labelValues, sizeSpectrum, sourceFiles, sourceListing, top } from '../index/profile';
import type { AllocationReview, LabelKey, RetainedSeries, SizeSpectrum } from '../model/allocation-review';
import type { ReportHead } from '../model/profile-report';
import type { SourceFilesReport, SourceListing } from '../model/source-listing';
import { type PartRef, tableOf } from './part';
import { frameOwner, type OverWire, resolve } from './profile';
import type { Handlers, Query } from './query';

/** A function in a file (or a line or address of it) with its own value: the leaves of a treemap. Flat values tile the profile; cum values would overlap. */
export interface TreemapLeaf {
  /** As -top prints the row at the granularity that was asked for: what `profile.peek` finds it by. */
  readonly name: string;
  readonly package: string;
  readonly file: string;
  readonly function: string;
  /** At the granularity of lines or addresses; 0 otherwise. */
  readonly line: number;
  /** Position in `frameOwners` of lib/model. */
  readonly owner: number;
  readonly flat: Amount;
  readonly cum: Amount;
}

export interface TreemapReport {
  readonly head: ReportHead;
  readonly leaves: readonly TreemapLeaf[];
}

export type { FileNote } from '../analyses/allocation/escape-notes';

export interface SourceLines extends SourceListing {
  /** By line. */
  readonly notes: readonly FileNote[];
  /** The case has compiler's notes at all. */
  readonly hasNotes: boolean;
}

export interface ExploreQueries {
  /** Everything with a value of its own, by package and file: functions, or lines or addresses where the granularity is finer. */
  'explore.treemap': Query<OverWire<ProfileOptions>, TreemapReport>;
  /** The source files that samples lie in. */
  'explore.files': Query<OverWire<ProfileOptions>, SourceFilesReport>;
  /** One file's lines as `go tool pprof -list` counts them, with the compiler's notes of the case. */
  'explore.lines': Query<OverWire<ProfileOptions> & { readonly file: string }, SourceLines>;
  /** alloc beside inuse for the functions of a heap profile. */
  'explore.review': Query<OverWire<ProfileOptions>, AllocationReview>;
  /** Objects of a heap profile by size. */
  'explore.sizes': Query<OverWire<ProfileOptions>, SizeSpectrum>;
  /** What each line keeps in use over the case's heap snapshots of the program that the profile is of, itself a snapshot or not. */
  'explore.retained': Query<PartRef, RetainedSeries | undefined>;
  /** Label keys with their values and the filters that keep them. */
  'explore.labels': Query<OverWire<ProfileOptions>, readonly LabelKey[]>;
}

/** Lines of a growth table: beyond them nothing is told that the first do not say. */
const mostGrowing = 200;

export const exploreQueries: Handlers<ExploreQueries> = {
  'explore.treemap': (session, params) => {
    const [table, options] = resolve(session, params);
    const { granularity = 'functions' } = options;
    const fine = granularity === 'lines' || granularity === 'addresses';
    const { head, rows } = top(table, { ...options, granularity: fine ? granularity : 'filefunctions', limit: 0, nodeFraction: 0 });
    const tested = testedPackages(table);
    const leaves = rows
      .filter((row) => row.flat !== 0)
      .map((row): TreemapLeaf => {
        const { function: fn, file, flat, cum } = row;
        return {
          name: granularity === 'functions' ? fn || row.name : granularity === 'files' ? file || row.name : row.name,
          package: fn === '' ? '' : packageOf(fn),
          file,
          function: fn || row.name,
          line: fine ? row.line : 0,
          owner: frameOwner(fn, file, tested),
          flat,
          cum,
        };
      });
    return { head, leaves };
  },
  'explore.files': (session, params) => sourceFiles(...resolve(session, params)),
  'explore.lines': (session, params) => {
    const { file, ...rest } = params;
    const [table, options] = resolve(session, rest);
    const { index } = session;
    return { ...sourceListing(table, file, options), notes: notesOf(index, file), hasNotes: index.of('escape').length > 0 };
  },
  'explore.review': (session, params) => allocationReview(...resolve(session, params)),
  'explore.sizes': (session, params) => sizeSpectrum(...resolve(session, params)),
  'explore.retained': (session, ref) => {
    const { index } = session;
    const table = tableOf(session, 'profile', ref);
    const own = index.of('profile').find((part) => part.input === ref.input && part.table === table);
    const parts = own && snapshotGroups(index).find(([first]) => programOf(index, first) === programOf(index, own));
    if (!parts || parts.length < 2) return undefined;
    const tables = parts.map((part) => sitesOf(index, part));
    const { sites, oneProcess } = retained(tables);
    return {
      inputs: parts.map((part) => part.input),
      names: parts.map((part) => part.name),
      times: parts.map((part) => part.timeNanos),
      totals: tables.map((one) => one.inuseSpace),
      oneProcess,
      lines: sites.slice(0, mostGrowing).map(({ site, ...line }) => line),
    };
  },
  'explore.labels': (session, params) => labelValues(...resolve(session, params)),
};
