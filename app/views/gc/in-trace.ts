/** Where the Trace page shows the stretch [start, start + ns] of a trace, with so much on both sides; ns from the trace's first event. */
export function inTrace(input: number, start: number, ns: number, around: number): { input: string; from: string; to: string } {
  return {
    input: String(input),
    from: String(Math.max(0, Math.floor(start - around))),
    to: String(Math.ceil(start + ns + around)),
  };
}
