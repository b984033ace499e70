import type { ProfileKind, ProfileTable } from './profile';

type KindFacts = Pick<ProfileTable, 'sampleTypes' | 'defaultSampleType' | 'periodType' | 'samples' | 'locations' | 'functions' | 'strings'>;

/** Frames that a mutex profile begins with: the holder reports the wait when it unlocks (runtime/mprof.go, mutexevent). */
const unlockFrame =
  /^(?:(?:internal\/)?sync\.\(\*(?:RW)?Mutex\)\.(?:Unlock|RUnlock|unlockSlow|rUnlockSlow)|runtime\.(?:unlock|unlock2|unlockWithRank|_LostContendedRuntimeLock))$/;

/**
 * Which of Go's profiles this is, by what runtime/pprof writes:
 * - one sample type named goroutine, goroutineleak or threadcreate is that profile (writeRuntimeProfile, printCountProfile);
 * - alloc_* or inuse_* types are a heap profile, and `allocs` where alloc_space is the default type (writeHeapInternal);
 * - a period of cpu, or a cpu type, is a CPU profile;
 * - contentions and delay are a block or a mutex profile. Both have the same types and the same period, so the innermost frames
 *   decide: a mutex event is recorded in an unlock, a block event where the goroutine waited. With most of the samples
 *   ending in an unlock it is a mutex profile; without any sample the file's name decides, and `block` is what remains.
 */
export function detectProfileKind(profile: KindFacts, name = ''): ProfileKind {
  const types = profile.sampleTypes.map((type) => type.type);
  if (types.length === 1) {
    const only = types[0];
    if (only === 'goroutine' || only === 'goroutineleak' || only === 'threadcreate') return only;
  }
  if (types.some((type) => type.startsWith('alloc_') || type.startsWith('inuse_')) || (types[0] === 'objects' && types[1] === 'space')) {
    return types[profile.defaultSampleType] === 'alloc_space' ? 'allocs' : 'heap';
  }
  if (types.includes('cpu') || profile.periodType?.type === 'cpu') return 'cpu';
  if (types.includes('contentions') && types.includes('delay')) return isMutex(profile, name) ? 'mutex' : 'block';
  return 'other';
}

function isMutex(profile: KindFacts, name: string): boolean {
  const { samples, locations, functions, strings } = profile;
  let unlocks = 0;
  let known = 0;
  for (let s = 0; s < samples.count; s++) {
    const first = samples.locationStart[s];
    if (first === samples.locationStart[s + 1]) continue;
    const location = samples.locations[first];
    const line = locations.lineStart[location];
    if (line === locations.lineStart[location + 1]) continue;
    known++;
    if (unlockFrame.test(strings[functions.name[locations.lineFunction[line]]])) unlocks++;
  }
  return known === 0 ? /mutex/i.test(name) : unlocks * 2 > known;
}
