import { existsSync, readFileSync } from 'node:fs';

/** The most memory a process ever had resident, in bytes: Linux keeps it. NaN elsewhere. */
export function peakOf(pid: number): number {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return Number.NaN;
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1];
  return kilobytes === undefined ? Number.NaN : Number(kilobytes) * 1024;
}
