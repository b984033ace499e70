/**
 * What can be asked of a profile. Every function takes the decoded table and options under the names of `go tool pprof`'s flags, and
 * gives plain data with whole values in the sample type's own unit: lib/report/pprof-text.ts prints them as pprof does.
 */

export type { Amount } from '../../base/units';
export type { CallGraph } from '../../model/call-graph';
export type { CallTree, TreeFrame } from '../../model/call-tree';
export type { PeekReport, PeekRow, TagsReport, TopReport, TopRow, TracesReport } from '../../model/profile-report';
export { type CallGraphOptions, callGraph } from './callgraph';
export { type CheckedFilter, filterErrors } from './check';
export { filtered } from './export';
export { labelValues } from './label-values';
export { sourceFiles, sourceListing } from './lines';
export { combine } from './merge';
export type { Granularity, PeekOptions, ProfileFilter, ProfileOptions, ProfileValues, TopOptions } from './options';
export { defaultEdgeFraction, defaultNodeFraction, granularities } from './options';
export { peek, tree } from './peek';
export { sampleTypeIndex } from './prepare';
export { allocationReview } from './review';
export { type SizeClass, type SizeClassName, sizeClasses, sizeClassNames, sizeSpectrum } from './sizes';
export { tags } from './tags';
export { top } from './top';
export { topProto } from './top-proto';
export { traces } from './traces';
export { callTree, type TreeOptions } from './tree';
