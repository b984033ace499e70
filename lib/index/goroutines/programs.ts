import type { GoroutineTable } from '../../model/goroutines';

/** What a capture tells of the process it was taken from. */
export interface ProcessMark {
  readonly table: GoroutineTable;
  /** GNU or Go build id of the program's own mapping, '' where the capture has none (dumps, debug=1). */
  readonly buildId: string;
}

/**
 * Which captures are of one process, as far as they tell: a cluster's number for each, from 0 in the order given. A capture joins the
 * cluster with which it shares the most goroutines by id and creation line, of those that nothing sets it apart from.
 */
export function clusterProcesses(marks: readonly ProcessMark[]): number[] {
  const known = marks.map(knowledgeOf);
  const clusters: Knowledge[][] = [];
  return known.map((mark) => {
    let best = -1;
    let most = -1;
    clusters.forEach((members, at) => {
      let shared = 0;
      // The first and the last stand for all: a process is what it was when it began, and what it was just now.
      for (const member of new Set([members[0], members[members.length - 1]])) {
        const same = sharedGoroutines(member, mark);
        if (same < 0) return;
        shared += same;
      }
      if (shared > most) [best, most] = [at, shared];
    });
    if (best < 0) return clusters.push([mark]) - 1;
    clusters[best].push(mark);
    return best;
  });
}

/** Source file of main.main, which names the program; '' where no stack shows it (a test binary, a dump without its main goroutine). */
export function mainFile(table: GoroutineTable): string {
  const { stacks, frames, strings } = table;
  const main = strings.indexOf('main.main');
  if (main < 0) return '';
  for (let stack = 1; stack < stacks.count; stack++) {
    // The outermost frames; runtime.main stands below it where the runtime's frames are kept.
    for (let at = stacks.start[stack + 1] - 1; at >= Math.max(stacks.start[stack], stacks.start[stack + 1] - 3); at--) {
      const frame = stacks.frame[at];
      if (frames.fn[frame] !== main) continue;
      const file = strings[frames.file[frame]];
      // `go test` writes one for every package.
      return file === '_testmain.go' ? '' : file;
    }
  }
  return '';
}

interface Knowledge {
  readonly main: string;
  readonly buildId: string;
  /** Creation line by goroutine id; empty without ids. */
  readonly made: ReadonlyMap<number, string>;
}

function knowledgeOf({ table, buildId }: ProcessMark): Knowledge {
  const { frames, strings } = table;
  const made = new Map<number, string>();
  const lines = new Map<number, string>();
  for (let row = 0; row < table.count; row++) {
    const creator = table.creator[row];
    if (table.id[row] < 0 || creator < 0) continue;
    let line = lines.get(creator);
    if (line === undefined) {
      line = `${strings[frames.fn[creator]]}:${frames.line[creator]}`;
      lines.set(creator, line);
    }
    made.set(table.id[row], line);
  }
  return { main: mainFile(table), buildId, made };
}

/** Of the ids that both have, how many must be made at other lines: damage to a log may spoil a few. */
const conflictShare = 0.1;

/**
 * Goroutines of both, by id; -1 where the two cannot be one process. Ids are given out once in a process (runtime/proc.go newproc1:
 * goid comes from sched.goidgen and never again), so an id made by another `go` statement is of another process or another build.
 */
function sharedGoroutines(a: Knowledge, b: Knowledge): number {
  if (a.main !== '' && b.main !== '' && a.main !== b.main) return -1;
  if (a.buildId !== '' && b.buildId !== '' && a.buildId !== b.buildId) return -1;
  const [few, many] = a.made.size < b.made.size ? [a.made, b.made] : [b.made, a.made];
  let same = 0;
  let other = 0;
  for (const [id, line] of few) {
    const there = many.get(id);
    if (there === line) same++;
    else if (there !== undefined) other++;
  }
  return other > 0 && other >= conflictShare * (same + other) ? -1 : same;
}
