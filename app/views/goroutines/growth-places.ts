import type { PlaceGrowth, ProcessGrowth, ProcessSnapshot } from '@/lib/query/processes';

/** Most lines of either sort: more cannot be told apart. */
const mostGrowing = 4;
const mostLarge = 2;
/** A place has a line for its growth where that is a hundredth of the fastest's at least. */
const growingShare = 0.01;
/** One that does not grow has a line where it once held a tenth of the goroutines at least. */
const largeShare = 0.1;

/**
 * Places with a line of their own beside the total: those that grow fastest, then the largest of the others. A leak that came in one go and
 * stayed, or that ended, has no growth by least squares, yet the total is made of it.
 */
export function drawnPlaces(series: readonly PlaceGrowth[], totals: readonly number[]): PlaceGrowth[] {
  const fastest = series.reduce((most, { slope }) => Math.max(most, slope), 0);
  const growing = series
    .filter(({ slope }) => slope > growingShare * fastest)
    .sort((a, b) => b.slope - a.slope)
    .slice(0, mostGrowing);
  const share = (place: PlaceGrowth) =>
    place.counts.reduce((most, count, at) => (totals[at] > 0 ? Math.max(most, count / totals[at]) : most), 0);
  const large = series
    .filter((place) => !growing.includes(place))
    .map((place) => ({ place, share: share(place) }))
    .filter((one) => one.share >= largeShare)
    .sort((a, b) => b.share - a.share)
    .slice(0, mostLarge);
  return [...growing, ...large.map(({ place }) => place)];
}

/**
 * Captures of the same process that its snapshots do not tell of: places are written differently in a dump and in a profile, so a capture of
 * another kind is followed on its own. One taken at a moment that has a snapshot says nothing new.
 */
export function capturesApart(process: ProcessGrowth, all: readonly ProcessGrowth[]): ProcessSnapshot[] {
  const seen = new Set(process.snapshots.map(({ moment }) => moment));
  const apart: ProcessSnapshot[] = [];
  for (const other of all) {
    if (other === process || other.instance !== process.instance) continue;
    for (const snapshot of other.snapshots) {
      if (seen.has(snapshot.moment)) continue;
      seen.add(snapshot.moment);
      apart.push(snapshot);
    }
  }
  return apart;
}
