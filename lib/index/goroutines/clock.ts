import type { GoroutineGroups } from './groups';

/**
 * Which clock tells the time between the snapshots of a process, best first:
 * - capture: every snapshot carries its own time (`time_nanos` of a protobuf profile, the log's time stamp before a dump);
 * - beside: the time of the other capture of the same name and number (`goroutine.2.pb.gz` beside `goroutine.2.debug2.txt`);
 * - file-names: every file's name carries a date and time or a Unix time;
 * - wait-minutes: goroutines that slept through both of two dumps: their minutes rose by what lies between;
 * - order: none of these. Then only the order is known, and no rate.
 */
export const clockKinds = ['capture', 'beside', 'file-names', 'wait-minutes', 'order'] as const;
export type ClockKind = (typeof clockKinds)[number];

export interface SnapshotClock {
  readonly kind: ClockKind;
  /** Minutes from the first snapshot to each; undefined where only the order is known. */
  readonly minutes: readonly number[] | undefined;
}

/** What is known of a snapshot's time. */
export interface TimedSnapshot {
  readonly name: string;
  /** Unix time in ns that the capture carries, 0n when none. */
  readonly timeNanos: bigint;
  /** The same of another capture taken beside it, 0n when none. */
  readonly besideNanos: bigint;
}

/** Positions of the snapshots in time order, and the clock that says so; the order given stands where nothing tells. */
export function orderSnapshots(snapshots: readonly TimedSnapshot[]): { order: number[]; kind: ClockKind; times: number[] | undefined } {
  const positions = snapshots.map((_, at) => at);
  for (const kind of ['capture', 'beside', 'file-names'] as const) {
    const times = snapshots.map((snapshot) => unixMinutes(snapshot, kind));
    if (!times.every((time) => time !== undefined) || new Set(times).size < Math.min(2, times.length)) continue;
    const order = positions.sort((a, b) => times[a] - times[b] || a - b);
    return { order, kind, times: order.map((at) => times[at] - times[order[0]]) };
  }
  const numbers = countedNames(snapshots.map((snapshot) => snapshot.name));
  return { order: numbers ? positions.sort((a, b) => numbers[a] - numbers[b]) : positions, kind: 'order', times: undefined };
}

function unixMinutes(snapshot: TimedSnapshot, kind: 'capture' | 'beside' | 'file-names'): number | undefined {
  if (kind === 'file-names') return timeInName(snapshot.name);
  const nanos = kind === 'capture' ? snapshot.timeNanos : snapshot.timeNanos || snapshot.besideNanos;
  // Whole seconds first: ns of this century are beyond 2^53.
  return nanos > 0n ? Number(nanos / 1_000_000_000n) / 60 + Number(nanos % 1_000_000_000n) / 60e9 : undefined;
}

const dated = /(?<!\d)(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)[-_T. ]?([0-2]\d)[-_.:hH]?([0-5]\d)(?:[-_.:mM]?([0-5]\d))?(?!\d)/;
const unixSeconds = /(?<!\d)(1[0-9]{9})(\d{3})?(?:\d{6})?(?!\d)/;

/** Minutes of Unix time that a file's name tells (`dump-20261121T040500Z.txt`, `g.2026-11-21_04-05.txt`, `g.1795233900.txt`). */
export function timeInName(name: string): number | undefined {
  const file = name.slice(name.lastIndexOf('/') + 1);
  const date = dated.exec(file);
  if (date) {
    const [year, month, day, hour, minute, second] = date.slice(1).map((part) => Number(part ?? 0));
    const ms = Date.UTC(year, month - 1, day, hour, minute, second);
    const made = new Date(ms);
    // A month 13 or an hour 25 is no date but a number that looks like one.
    return made.getUTCMonth() === month - 1 && made.getUTCDate() === day && made.getUTCHours() === hour ? ms / 60_000 : undefined;
  }
  const unix = unixSeconds.exec(file);
  return unix ? (Number(unix[1]) + Number(unix[2] ?? 0) / 1000) / 60 : undefined;
}

/** The one number in which all names differ (`dump.2.txt` before `dump.10.txt`); undefined where they differ in more. */
function countedNames(names: readonly string[]): number[] | undefined {
  if (names.length < 2) return undefined;
  const parts = names.map((name) => name.split(/(\d+)/));
  if (parts.some((one) => one.length !== parts[0].length)) return undefined;
  const differs = parts[0].flatMap((_, at) => (parts.some((one) => one[at] !== parts[0][at]) ? [at] : []));
  if (differs.length !== 1 || differs[0] % 2 === 0) return undefined;
  return parts.map((one) => Number(one[differs[0]]));
}

/** Name without what tells one form of a capture from another: what captures taken together share. */
export function captureStem(name: string): string {
  return name.replace(/(?:[._-](?:debug[=]?\d?|full))?(?:\.(?:pb|pprof|prof|out|txt|log|dump|stacks?|gz))*$/i, '');
}

/** Fewest goroutines that slept through two snapshots for their minutes to tell the time between. */
const sleepersAtLeast = 3;

/**
 * Minutes between snapshots by the goroutines that slept through: same id, place and wait, so that both whole minutes count from the same
 * moment (runtime/traceback.go goroutineheader). Goroutines that woke disagree with each other; sleepers all say the same, so half
 * of those seen twice must agree within a minute. Their mean undoes the rounding to whole minutes.
 */
export function minutesBySleepers(snapshots: readonly GoroutineGroups[]): number[] | undefined {
  const minutes = [0];
  for (let at = 1; at < snapshots.length; at++) {
    const between = minutesBetween(snapshots[at - 1], snapshots[at]);
    if (between === undefined) return undefined;
    minutes.push(minutes[at - 1] + between);
  }
  return minutes[minutes.length - 1] > 0 ? minutes : undefined;
}

function minutesBetween(before: GoroutineGroups, after: GoroutineGroups): number | undefined {
  const seen = new Map<number, { key: string; minutes: number }>();
  for (const group of before.groups) {
    for (const row of group.rows) {
      if (before.table.minutes[row] >= 1 && before.table.id[row] >= 0)
        seen.set(before.table.id[row], { key: group.key, minutes: before.table.minutes[row] });
    }
  }
  const rose: number[] = [];
  for (const group of after.groups) {
    for (const row of group.rows) {
      const earlier = seen.get(after.table.id[row]);
      if (earlier?.key === group.key && after.table.minutes[row] >= 1) rose.push(after.table.minutes[row] - earlier.minutes);
    }
  }
  rose.sort((a, b) => a - b);
  const median = rose[rose.length >> 1];
  const agreeing = rose.filter((one) => Math.abs(one - median) <= 1);
  if (agreeing.length < sleepersAtLeast || agreeing.length * 2 < rose.length) return undefined;
  const mean = agreeing.reduce((sum, one) => sum + one, 0) / agreeing.length;
  return mean >= 0.5 ? mean : undefined;
}
