/** The names of the formats as the report gives them (contract.md, Input.format). */
export const formatIds = [
  'pprof',
  'go-trace',
  'goroutine-debug1',
  'goroutine-debug2',
  'heap-debug1',
  'contention-debug1',
  'threadcreate-debug1',
  'legacy-pprof',
  'gctrace',
  'schedtrace',
  'escape-notes',
  'go-bench',
  'unknown',
] as const;

export type FormatId = (typeof formatIds)[number];
