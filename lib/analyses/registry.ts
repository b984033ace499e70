import type { Analysis } from './analysis';
import { goroutineGrowth } from './leaks/goroutine-growth';
import { goroutineLeak } from './leaks/goroutine-leak';
import { threadGrowth } from './leaks/thread-growth';

/** Every analysis, one line each; the order is that of the report where severities are equal. */
export const analyses: readonly Analysis[] = [goroutineLeak, goroutineGrowth, threadGrowth];
