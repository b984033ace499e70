/** Bits of what a wait reason means (cmd/trace/pprof.go computePprofIO and computePprofBlock; summary.go on "forever"). */
export const Reason = { Net: 1, Sync: 2, Forever: 4 } as const;

/** Reasons are short; a longer string of a trace is none. */
const longestReason = 64;

/** What each string of a trace means where it is the reason of a wait. */
export class WaitReasons {
  /** Bits (Reason) by the string's position. */
  bits = new Uint8Array(256);

  /** Looks at the strings from position `known` on. */
  add(strings: readonly string[], known: number): void {
    if (this.bits.length < strings.length) {
      const bits = new Uint8Array(strings.length * 2);
      bits.set(this.bits);
      this.bits = bits;
    }
    for (let i = known; i < strings.length; i++) if (strings[i].length <= longestReason) this.bits[i] = bitsOf(strings[i]);
  }
}

function bitsOf(text: string): number {
  let bits = 0;
  if (text === 'network') bits |= Reason.Net;
  if (text.includes('chan') || text.includes('sync') || text.includes('select')) bits |= Reason.Sync;
  if (text === 'forever') bits |= Reason.Forever;
  return bits;
}
