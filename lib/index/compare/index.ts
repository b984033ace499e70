/** Two sides held against each other: what moved, and whether the advice was kept. Pure; lib/query/compare.ts puts the sides together. */
export { benchmarkLoop, compareBenches, explainBytes, printedWork } from './bench';
export { compareGc } from './gc';
export { compareGoroutines } from './goroutines';
export { compareProfiles, type ProfileCompareOptions } from './profiles';
export { type CompareSide, gcPair, goroutinePair, pairProfiles } from './side';
export { type SideCandidate, type Sides, suggestSides } from './sides';
export { compareTraces } from './trace';
export { judge, matchFindings } from './verdict';
