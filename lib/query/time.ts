import type { Decoded } from '../model/decoded';

/** Unix time in ns at which the parts were captured, where one of them tells it. */
export function captureTime(parts: readonly Decoded[]): bigint | undefined {
  for (const part of parts) {
    const time = timeOf(part);
    if (time !== undefined && time !== 0n) return time;
  }
  return undefined;
}

function timeOf(part: Decoded): bigint | undefined {
  switch (part.kind) {
    case 'profile':
    case 'goroutines':
      return part.table.timeNanos;
    case 'trace':
      return part.table.clock && part.table.clock.wallUnixNs - BigInt(Math.trunc(part.table.clock.time));
    default:
      return undefined;
  }
}
