/**
 * What can be asked of a profile. Every function takes the decoded table and options under the names of `go tool pprof`'s flags, and
 * gives plain data with whole values in the sample type's own unit: lib/report/pprof-text.ts prints them as pprof does.
 */

export type { CallGraph } from '../../model/call-graph';
export { type CallGraphOptions, callGraph } from './callgraph';
export { type CheckedFilter, filterErrors } from './check';
export { filtered } from './export';
export { labelValues } from './label-values';
export { sourceFiles, sourceListing } from './lines';
export { combine } from './merge';
export type { Granularity, PeekOptions, ProfileFilter, ProfileOptions, TopOptions } from './options';
export { granularities } from './options';
export { peek, tree } from './peek';
export { sampleTypeIndex } from './prepare';
export { allocationReview } from './review';
export { type SizeClass, sizeClasses, sizeSpectrum } from './sizes';
export { tags } from './tags';
export { top } from './top';
export { topProto } from './top-proto';
export { traces } from './traces';
export { callTree, type TreeOptions } from './tree';
