/**
 * Function names as `go tool pprof` shows them: its symbolizer simplifies names that look like demangled C++ even in Go profiles
 * (internal/symbolizer/symbolizer.go, demangleSingleFunction), e.g. `main.Map[go.shape.int]` keeps its brackets while parentheses and
 * angle brackets go. Mangled C++ and Rust names stay as they are.
 */
export function displayName(name: string, systemName: string): string {
  if (name !== '' && systemName !== name) return name;
  if (!looksLikeCPlusPlus(systemName)) return systemName;
  return removeMatching(removeMatching(systemName, '(', ')'), '<', '>');
}

function looksLikeCPlusPlus(name: string): boolean {
  if (name.includes('.<') || name.includes(']).')) return false;
  return /[<>[\]]/.test(name) || name.includes('::');
}

/** Removes nested pairs with what stands in them; a name whose pairs do not match is left alone from there on. */
function removeMatching(text: string, open: string, close: string): string {
  let name = text;
  let nesting = 0;
  let first = 0;
  for (let i = 0; i < name.length; i++) {
    if (name[i] === open) {
      if (++nesting === 1) first = i;
    } else if (name[i] === close) {
      nesting--;
      if (nesting < 0) return name;
      if (nesting === 0) {
        name = name.slice(0, first) + name.slice(i + 1);
        i = first - 1;
      }
    }
  }
  return name;
}

/** The name without arguments, for drop_frames and prune_from (profile/prune.go, simplifyFunc). */
export function simplifyFunction(name: string): string {
  const bare = name.startsWith('.') ? name.slice(1) : name;
  const bracket = /\(anonymous namespace\)|operator\(\)|\(/g;
  for (let match = bracket.exec(bare); match !== null; match = bracket.exec(bare)) {
    if (match[0] === '(') return bare.slice(0, match.index);
  }
  return bare;
}

/** Go's path.Clean for slash paths. */
function cleanPath(path: string): string {
  if (path === '') return '.';
  if (!path.includes('//') && !path.includes('.') && !path.endsWith('/')) return path;
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  const joined = parts.join('/');
  return rooted ? `/${joined}` : joined === '' ? '.' : joined;
}

/** Go's path.Base. */
export function baseName(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** internal/report/source.go, trimPath with nothing configured. */
function trimCwd(path: string): string {
  for (const prefix of ['/proc/self/cwd/./', '/proc/self/cwd/']) if (path.startsWith(prefix)) return path.slice(prefix.length);
  return path;
}

/** A file of the function table under the name that reports give it (internal/graph/graph.go, nodeInfo). */
export function reportedFile(file: string): string {
  return file === '' ? '' : cleanPath(trimCwd(file));
}

/** Order of the strings' UTF-8 bytes, which is Go's. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const surrogateX = x >= 0xd800 && x < 0xe000;
    const surrogateY = y >= 0xd800 && y < 0xe000;
    if (surrogateX !== surrogateY) return surrogateX ? 1 : -1;
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
