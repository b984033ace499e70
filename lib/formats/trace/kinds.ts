/**
 * Event types of the v2 wire format (Go 1.22 and later) and what each means. Source: internal/trace/tracev2/events.go and
 * internal/trace/event.go (tracev2Type2Kind). v1 traces are converted to the same types.
 */
export const Ev = {
  None: 0,
  EventBatch: 1,
  Stacks: 2,
  Stack: 3,
  Strings: 4,
  String: 5,
  CPUSamples: 6,
  CPUSample: 7,
  Frequency: 8,
  ProcsChange: 9,
  ProcStart: 10,
  ProcStop: 11,
  ProcSteal: 12,
  ProcStatus: 13,
  GoCreate: 14,
  GoCreateSyscall: 15,
  GoStart: 16,
  GoDestroy: 17,
  GoDestroySyscall: 18,
  GoStop: 19,
  GoBlock: 20,
  GoUnblock: 21,
  GoSyscallBegin: 22,
  GoSyscallEnd: 23,
  GoSyscallEndBlocked: 24,
  GoStatus: 25,
  STWBegin: 26,
  STWEnd: 27,
  GCActive: 28,
  GCBegin: 29,
  GCEnd: 30,
  GCSweepActive: 31,
  GCSweepBegin: 32,
  GCSweepEnd: 33,
  GCMarkAssistActive: 34,
  GCMarkAssistBegin: 35,
  GCMarkAssistEnd: 36,
  HeapAlloc: 37,
  HeapGoal: 38,
  GoLabel: 39,
  UserTaskBegin: 40,
  UserTaskEnd: 41,
  UserRegionBegin: 42,
  UserRegionEnd: 43,
  UserLog: 44,
  GoSwitch: 45,
  GoSwitchDestroy: 46,
  GoCreateBlocked: 47,
  GoStatusStack: 48,
  ExperimentalBatch: 49,
  Sync: 50,
  ClockSnapshot: 51,
  EndOfGeneration: 52,
  /** First experimental event (Span); nine follow in all (internal/trace/tracev2 MaxEvent + 1). */
  Span: 128,
  GoroutineStackFree: 136,
  /** Not on the wire: the reader's own sync event (internal/trace/event.go evSync). */
  SyncPoint: 255,
} as const;

/**
 * Not events but what a generation that is counted by itself (split.ts) tells its own count, or the count of the whole: a goroutine in a syscall on a P;
 * a P goes idle; a goroutine may begin or end to run for the collector; a goroutine is no longer followed; one gives up its P while the world is
 * being stopped.
 */
export const Step = { Left: 249, Call: 250, Idle: 251, MarkOn: 252, MarkOff: 253, Settled: 254 } as const;

/** Goroutine states on the wire (tracev2.GoStatus). */
export const GoStatus = { Bad: 0, Runnable: 1, Running: 2, Syscall: 3, Waiting: 4 } as const;

/** P states on the wire (tracev2.ProcStatus). */
export const ProcStatus = { Bad: 0, Running: 1, Idle: 2, Syscall: 3, SyscallAbandoned: 4 } as const;

interface Spec {
  readonly name: string;
  readonly kind: number;
  /** Arguments after the time difference. */
  readonly args: readonly string[];
  /** Which argument is the stack of the event's own context (0 none, else 1-based). */
  readonly stack?: number;
}

const K = {
  Sync: 1,
  Metric: 2,
  Label: 3,
  StackSample: 4,
  RangeBegin: 5,
  RangeActive: 6,
  RangeEnd: 7,
  TaskBegin: 8,
  TaskEnd: 9,
  RegionBegin: 10,
  RegionEnd: 11,
  Log: 12,
  StateTransition: 13,
  Experimental: 14,
} as const;

/** Timed events by type (tracev2.Specs where IsTimedEvent). */
const specs = new Map<number, Spec>([
  [Ev.ProcsChange, { name: 'ProcsChange', kind: K.Metric, args: ['procs_value', 'stack'], stack: 2 }],
  [Ev.ProcStart, { name: 'ProcStart', kind: K.StateTransition, args: ['p', 'p_seq'] }],
  [Ev.ProcStop, { name: 'ProcStop', kind: K.StateTransition, args: [] }],
  [Ev.ProcSteal, { name: 'ProcSteal', kind: K.StateTransition, args: ['p', 'p_seq', 'm'] }],
  [Ev.ProcStatus, { name: 'ProcStatus', kind: K.StateTransition, args: ['p', 'pstatus'] }],
  [Ev.GoCreate, { name: 'GoCreate', kind: K.StateTransition, args: ['new_g', 'new_stack', 'stack'], stack: 3 }],
  [Ev.GoCreateSyscall, { name: 'GoCreateSyscall', kind: K.StateTransition, args: ['new_g'] }],
  [Ev.GoStart, { name: 'GoStart', kind: K.StateTransition, args: ['g', 'g_seq'] }],
  [Ev.GoDestroy, { name: 'GoDestroy', kind: K.StateTransition, args: [] }],
  [Ev.GoDestroySyscall, { name: 'GoDestroySyscall', kind: K.StateTransition, args: [] }],
  [Ev.GoStop, { name: 'GoStop', kind: K.StateTransition, args: ['reason_string', 'stack'], stack: 2 }],
  [Ev.GoBlock, { name: 'GoBlock', kind: K.StateTransition, args: ['reason_string', 'stack'], stack: 2 }],
  [Ev.GoUnblock, { name: 'GoUnblock', kind: K.StateTransition, args: ['g', 'g_seq', 'stack'], stack: 3 }],
  [Ev.GoSyscallBegin, { name: 'GoSyscallBegin', kind: K.StateTransition, args: ['p_seq', 'stack'], stack: 2 }],
  [Ev.GoSyscallEnd, { name: 'GoSyscallEnd', kind: K.StateTransition, args: [] }],
  [Ev.GoSyscallEndBlocked, { name: 'GoSyscallEndBlocked', kind: K.StateTransition, args: [] }],
  [Ev.GoStatus, { name: 'GoStatus', kind: K.StateTransition, args: ['g', 'm', 'gstatus'] }],
  [Ev.STWBegin, { name: 'STWBegin', kind: K.RangeBegin, args: ['kind_string', 'stack'], stack: 2 }],
  [Ev.STWEnd, { name: 'STWEnd', kind: K.RangeEnd, args: [] }],
  [Ev.GCActive, { name: 'GCActive', kind: K.RangeActive, args: ['gc_seq'] }],
  [Ev.GCBegin, { name: 'GCBegin', kind: K.RangeBegin, args: ['gc_seq', 'stack'], stack: 2 }],
  [Ev.GCEnd, { name: 'GCEnd', kind: K.RangeEnd, args: ['gc_seq'] }],
  [Ev.GCSweepActive, { name: 'GCSweepActive', kind: K.RangeActive, args: ['p'] }],
  [Ev.GCSweepBegin, { name: 'GCSweepBegin', kind: K.RangeBegin, args: ['stack'], stack: 1 }],
  [Ev.GCSweepEnd, { name: 'GCSweepEnd', kind: K.RangeEnd, args: ['swept_value', 'reclaimed_value'] }],
  [Ev.GCMarkAssistActive, { name: 'GCMarkAssistActive', kind: K.RangeActive, args: ['g'] }],
  [Ev.GCMarkAssistBegin, { name: 'GCMarkAssistBegin', kind: K.RangeBegin, args: ['stack'], stack: 1 }],
  [Ev.GCMarkAssistEnd, { name: 'GCMarkAssistEnd', kind: K.RangeEnd, args: [] }],
  [Ev.HeapAlloc, { name: 'HeapAlloc', kind: K.Metric, args: ['heapalloc_value'] }],
  [Ev.HeapGoal, { name: 'HeapGoal', kind: K.Metric, args: ['heapgoal_value'] }],
  [Ev.GoLabel, { name: 'GoLabel', kind: K.Label, args: ['label_string'] }],
  [Ev.UserTaskBegin, { name: 'UserTaskBegin', kind: K.TaskBegin, args: ['task', 'parent_task', 'name_string', 'stack'], stack: 4 }],
  [Ev.UserTaskEnd, { name: 'UserTaskEnd', kind: K.TaskEnd, args: ['task', 'stack'], stack: 2 }],
  [Ev.UserRegionBegin, { name: 'UserRegionBegin', kind: K.RegionBegin, args: ['task', 'name_string', 'stack'], stack: 3 }],
  [Ev.UserRegionEnd, { name: 'UserRegionEnd', kind: K.RegionEnd, args: ['task', 'name_string', 'stack'], stack: 3 }],
  [Ev.UserLog, { name: 'UserLog', kind: K.Log, args: ['task', 'key_string', 'value_string', 'stack'], stack: 4 }],
  [Ev.GoSwitch, { name: 'GoSwitch', kind: K.StateTransition, args: ['g', 'g_seq'] }],
  [Ev.GoSwitchDestroy, { name: 'GoSwitchDestroy', kind: K.StateTransition, args: ['g', 'g_seq'] }],
  [Ev.GoCreateBlocked, { name: 'GoCreateBlocked', kind: K.StateTransition, args: ['new_g', 'new_stack', 'stack'], stack: 3 }],
  [Ev.GoStatusStack, { name: 'GoStatusStack', kind: K.StateTransition, args: ['g', 'm', 'gstatus', 'stack'], stack: 4 }],
  [Ev.ClockSnapshot, { name: 'ClockSnapshot', kind: 0, args: ['mono', 'sec', 'nsec'] }],
  [128, { name: 'Span', kind: K.Experimental, args: ['id', 'npages_value', 'kindclass'] }],
  [129, { name: 'SpanAlloc', kind: K.Experimental, args: ['id', 'npages_value', 'kindclass'] }],
  [130, { name: 'SpanFree', kind: K.Experimental, args: ['id'] }],
  [131, { name: 'HeapObject', kind: K.Experimental, args: ['id', 'type'] }],
  [132, { name: 'HeapObjectAlloc', kind: K.Experimental, args: ['id', 'type'] }],
  [133, { name: 'HeapObjectFree', kind: K.Experimental, args: ['id'] }],
  [134, { name: 'GoroutineStack', kind: K.Experimental, args: ['id', 'order'] }],
  [135, { name: 'GoroutineStackAlloc', kind: K.Experimental, args: ['id', 'order'] }],
  [136, { name: 'GoroutineStackFree', kind: K.Experimental, args: ['id'] }],
]);

/** Arguments of a timed event after its time difference, by type; 255 for what is no timed event. */
export const argCount = new Uint8Array(256).fill(255);
/** Kind of an event (model eventKinds), by type. */
export const kindOf = new Uint8Array(256);
/** 0-based argument that holds the event's own stack, by type; 255 for none. */
export const stackArg = new Uint8Array(256).fill(255);
export const typeNames: string[] = [];
export const argNames: (readonly string[])[] = [];
for (let type = 0; type < 256; type++) {
  typeNames.push(`Invalid(${type})`);
  argNames.push([]);
}
for (const [type, spec] of specs) {
  typeNames[type] = spec.name;
  argNames[type] = spec.args;
  argCount[type] = spec.args.length;
  kindOf[type] = spec.kind;
  if (spec.stack) stackArg[type] = spec.stack - 1;
}
kindOf[Ev.SyncPoint] = K.Sync;
kindOf[Ev.CPUSample] = K.StackSample;
typeNames[Ev.SyncPoint] = 'Sync';
typeNames[Ev.CPUSample] = 'CPUSample';

export { K as Kind };

/** The name Go gives to a range or a metric (internal/trace/event.go Event.Range and Event.Metric). */
export const rangeNames = {
  gc: 'GC concurrent mark phase',
  sweep: 'GC incremental sweep',
  assist: 'GC mark assist',
} as const;
export const metricNames = {
  procs: '/sched/gomaxprocs:threads',
  heap: '/memory/classes/heap/objects:bytes',
  goal: '/gc/heap/goal:bytes',
} as const;

/** Limits of the format (tracev2/events.go). */
export const maxBatchSize = 64 << 10;
export const maxFramesPerStack = 128;
export const maxStringSize = 1 << 10;
