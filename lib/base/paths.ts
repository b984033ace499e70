/** Paths of source files as compilers, profiles and file systems write them: one file has many names, told by their ends. */

/** Slashes forward, no `./` before, no empty or `.` parts. */
export function pathParts(path: string): string[] {
  return path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
}

/** How many parts at the end of two paths are the same. */
export function commonTail(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  let same = 0;
  while (same < most && a[a.length - 1 - same] === b[b.length - 1 - same]) same++;
  return same;
}

/**
 * The path that names the same file as `wanted`: the one that shares most of its end. Two parts must agree, or one path must be the whole end of
 * the other: `util.go` in one folder is not `util.go` in another. Of several equally good the shortest. Undefined where none fits.
 */
export function bestPath<Path extends string>(wanted: string, paths: Iterable<Path>): Path | undefined {
  const parts = pathParts(wanted);
  let best: { path: Path; tail: number; length: number } | undefined;
  for (const path of paths) {
    const own = pathParts(path);
    const tail = commonTail(parts, own);
    if (tail === 0 || (tail < 2 && tail < Math.min(parts.length, own.length))) continue;
    if (best === undefined || tail > best.tail || (tail === best.tail && own.length < best.length))
      best = { path, tail, length: own.length };
  }
  return best?.path;
}
