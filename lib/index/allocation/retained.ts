import type { RetainedLine } from '../../model/allocation-review';
import type { AllocationSite, SiteTable } from './sites';

export interface RetainedSite extends RetainedLine {
  /** The site in the last snapshot that has it. */
  readonly site: AllocationSite;
}

export interface Retained {
  readonly sites: readonly RetainedSite[];
  /** Allocation counters of one process only grow; a fall means another process, which has no common history. */
  readonly oneProcess: boolean;
}

/** What every line of the user's code keeps in use over the snapshots of a program, given in the order of time; most growth first. */
export function retained(tables: readonly SiteTable[]): Retained {
  const lines = new Map<string, { site: AllocationSite; series: number[] }>();
  tables.forEach((table, at) => {
    for (const site of table.sites) {
      const key = `${site.function}:${site.line}`;
      const line = lines.get(key);
      if (line === undefined) lines.set(key, { site, series: tables.map((_, i) => (i === at ? site.inuseSpace : 0)) });
      else {
        line.series[at] += site.inuseSpace;
        line.site = site;
      }
    }
  });
  const sites = [...lines.values()].map(({ site, series }): RetainedSite => {
    const { function: fn, file, line } = site;
    const steady = series.every((value, i) => i === 0 || value >= series[i - 1]);
    return { site, function: fn, file, line, series, grown: series[series.length - 1] - series[0], steady };
  });
  return {
    sites: sites.sort((a, b) => b.grown - a.grown),
    oneProcess: tables.every((table, i) => i === 0 || table.allocSpace >= tables[i - 1].allocSpace),
  };
}
