import type { Analysis } from './analysis';

/** Every analysis, one line each; the order is that of the report where severities are equal. */
export const analyses: readonly Analysis[] = [];
