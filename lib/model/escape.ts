/**
 * What the compiler says of memory and inlining (`-gcflags=-m`, `-m=2`, `-json=0,DIR`), as columns. Source: Go's
 * cmd/compile/internal/escape and inline (the texts), internal/logopt (the JSON form).
 */
export const noteKinds = ['escapes', 'moved', 'stays', 'leaks', 'can-inline', 'cannot-inline', 'inlined', 'other'] as const;
/**
 * - escapes: `X escapes to heap`; moved: `moved to heap: X`; stays: `X does not escape`
 * - leaks: `leaking param: X`, `parameter X leaks to …`
 * - can-inline, cannot-inline, inlined: `can inline F`, `cannot inline F: why`, `inlining call to F`
 */
export type NoteKind = (typeof noteKinds)[number];

export interface EscapeTable {
  readonly count: number;
  readonly strings: readonly string[];
  /** Position in `strings`: the path as the compiler printed it (relative to where it ran, or absolute). */
  readonly file: Uint32Array;
  readonly line: Uint32Array;
  readonly column: Uint32Array;
  /** Position in noteKinds. */
  readonly kind: Uint8Array;
  /** What escapes, leaks or is inlined: position in `strings`. */
  readonly subject: Uint32Array;
  /** Why, one step a line as `-m=2` prints it (`flow: …`, `from … at f:l:c`): position in `strings`, 0 without. */
  readonly reason: Uint32Array;
  /** True where `-m=2` or JSON gave reasons. */
  readonly explained: boolean;
}
