/**
 * Memory that counts against GOMEMLIMIT and is no heap object, in bytes, from the MemStats lines of a heap profile with debug=1:
 * mappedReady − heapFree − heapAlloc of runtime/mgcpacer.go memoryLimitHeapGoal, where mappedReady is Sys less what was released and
 * heapFree is idle memory not released. Undefined where a value is absent.
 */
export function nonHeapOf(memStats: Readonly<Record<string, string>> | undefined): number | undefined {
  const [sys, idle, alloc] = ['Sys', 'HeapIdle', 'HeapAlloc'].map((name) => Number(memStats?.[name] ?? Number.NaN));
  const value = sys - idle - alloc;
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Memory that the runtime has from the system and has not given back, in bytes: mappedReady of the same function. */
export function mappedOf(memStats: Readonly<Record<string, string>>): number | undefined {
  const value = Number(memStats.Sys) - Number(memStats.HeapReleased);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
