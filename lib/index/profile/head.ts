import type { ReportHead } from '../../model/profile-report';
import { baseName } from './names';
import type { ProfileOptions } from './options';
import type { Prepared } from './prepare';

/** The head of every report; filters are listed as pprof lists them (internal/driver/driver.go, reportOptions). */
export function reportHead(prepared: Prepared, options: ProfileOptions): ReportHead {
  const { table } = prepared.view;
  const main = table.mappings[0];
  const filters: [string, string | undefined][] = [
    ['focus', options.focus],
    ['ignore', options.ignore],
    ['hide', options.hide],
    ['show', options.show],
    ['show_from', options.showFrom],
    ['tagfocus', options.tagfocus],
    ['tagignore', options.tagignore],
    ['tagshow', options.tagshow],
    ['taghide', options.taghide],
  ];
  return {
    sampleType: prepared.sampleType.type,
    unit: prepared.sampleType.unit,
    file: main === undefined || main.file === '' ? '' : baseName(main.file),
    buildId: main?.buildId ?? '',
    comments: table.comments.filter((comment) => !comment.startsWith('#')),
    docUrl: table.docUrl,
    timeNanos: table.timeNanos,
    durationNanos: table.durationNanos,
    total: prepared.total,
    activeFilters: filters.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`${name}=${value}`])),
    unmatched: prepared.unmatched,
  };
}
