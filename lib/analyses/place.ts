/** `pkg.(*T).method` without the import path before the last element; type arguments keep theirs. */
export function shortName(fn: string): string {
  const bracket = fn.indexOf('[');
  const name = bracket < 0 ? fn : fn.slice(0, bracket);
  return fn.slice(name.lastIndexOf('/') + 1);
}

/** `convert.put (faulty.go:121)` */
export function placeLabel(fn: string, file: string, line: number): string {
  return `${shortName(fn)} (${file.slice(file.lastIndexOf('/') + 1)}:${line})`;
}
