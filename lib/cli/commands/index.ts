import type { Command } from '../command';

export interface CommandEntry {
  /** One line for `gotriage --help`. */
  readonly purpose: string;
  /** Loads the command alone: the others cost nothing. */
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** Every command, one line each. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  analyze: { purpose: 'report on all the files together', load: () => import('./analyze') },
  top: { purpose: 'functions of a profile by value, as go tool pprof -top', load: () => import('./top') },
  peek: { purpose: 'callers and callees of functions, as go tool pprof -peek', load: () => import('./peek') },
  tree: { purpose: 'callers and callees of the heaviest functions, as go tool pprof -tree', load: () => import('./tree') },
  topproto: { purpose: 'the top table as a pprof profile, as go tool pprof -topproto', load: () => import('./topproto') },
  comments: { purpose: 'the comments in a profile, as go tool pprof -comments', load: () => import('./comments') },
  tags: { purpose: 'labels of a profile, as go tool pprof -tags', load: () => import('./tags') },
  flame: { purpose: 'the call tree of a profile', load: () => import('./flame') },
  events: { purpose: 'the events of an execution trace, one JSON object each', load: () => import('./events') },
  pprof: { purpose: 'where goroutines of a trace waited, as a pprof profile', load: () => import('./pprof') },
  compare: { purpose: 'what moved between two captures, and whether the advice was kept', load: () => import('./compare') },
  whatif: { purpose: 'what other GOGC and GOMEMLIMIT values would have done', load: () => import('./whatif') },
};
