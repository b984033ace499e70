import { allocHotPath } from './allocation/alloc-hot-path';
import { allocRetainedGrowth } from './allocation/alloc-retained-growth';
import { profileEmpty } from './allocation/profile-empty';
import type { Analysis } from './analysis';
import { channelContention } from './contention/channel-contention';
import { lockContention } from './contention/lock-contention';
import { gcAssist } from './gc/gc-assist';
import { gcCpuShare } from './gc/gc-cpu-share';
import { gcForced } from './gc/gc-forced';
import { gcFrequency } from './gc/gc-frequency';
import { gcHeapGrowth } from './gc/gc-heap-growth';
import { gcMemoryLimit } from './gc/gc-memory-limit';
import { gcPause } from './gc/gc-pause';
import { stwOther } from './gc/stw-other';
import { goroutineGrowth } from './leaks/goroutine-growth';
import { goroutineLeak } from './leaks/goroutine-leak';
import { threadGrowth } from './leaks/thread-growth';
import { schedLatency } from './scheduling/sched-latency';
import { schedLongRun } from './scheduling/sched-long-run';
import { syscallThreads } from './scheduling/syscall-threads';

/** Every analysis, one line each; the order is that of the report where severities are equal. */
export const analyses: readonly Analysis[] = [
  goroutineLeak,
  goroutineGrowth,
  threadGrowth,
  allocHotPath,
  allocRetainedGrowth,
  lockContention,
  channelContention,
  profileEmpty,
  gcMemoryLimit,
  gcCpuShare,
  gcAssist,
  gcFrequency,
  gcPause,
  gcHeapGrowth,
  gcForced,
  stwOther,
  schedLatency,
  schedLongRun,
  syscallThreads,
];
