import { allocHotPath } from './allocation/alloc-hot-path';
import { allocRetainedGrowth } from './allocation/alloc-retained-growth';
import { profileEmpty } from './allocation/profile-empty';
import type { Analysis } from './analysis';
import { channelContention } from './contention/channel-contention';
import { lockContention } from './contention/lock-contention';
import { goroutineGrowth } from './leaks/goroutine-growth';
import { goroutineLeak } from './leaks/goroutine-leak';
import { threadGrowth } from './leaks/thread-growth';

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
];
