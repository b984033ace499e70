'use client';

import { useMemo } from 'react';
import { percentage } from '@/lib/base/units';
import type { SourceFileRow } from '@/lib/model/source-listing';
import { useCase } from '../../../state/case';
import { usePreferences } from '../../../state/preferences';
import { useUrl } from '../../../state/url';
import { useQuery } from '../../../state/use-query';
import { Computing, QueryFailure } from '../../../ui/states';
import { TableSection } from '../../../ui/table-section';
import { type Column, ShareCell, VirtualTable } from '../../../ui/virtual-table';
import type { ProfileTabProps } from '../tabs';
import { Given } from './given';
import { Listing } from './listing';
import { sourceOf, useSources } from './store';

interface Row extends SourceFileRow {
  readonly given: boolean;
}

/** The profile by source file, and the lines of one of them beside their code where it was given. */
export default function SourceTab(props: ProfileTabProps) {
  const { t } = usePreferences();
  const { id } = useCase();
  const url = useUrl();
  const { format, sampleType, search } = props;
  const report = useQuery('explore.files', props.query);
  const sources = useSources(id);
  const rows = useMemo(
    () =>
      (report.data?.files ?? [])
        .filter((row) => search.test === undefined || search.test(row.file))
        .map((row): Row => ({ ...row, given: sources.length > 0 && sourceOf(sources, row.file) !== undefined })),
    [report.data, search.test, sources],
  );
  if (report.error) return <QueryFailure error={report.error} />;
  if (!report.data) return <Computing />;
  const { head, files } = report.data;
  const wanted = url.get('source-file');
  const current = files.find((row) => row.file === wanted)?.file ?? files[0]?.file;
  const columns: Column<Row>[] = [
    { id: 'flat', label: t('profile.flat'), width: '88px', numeric: true, cell: (row) => format(row.flat) },
    {
      id: 'flat%',
      label: t('profile.flatShare'),
      width: '78px',
      numeric: true,
      wideOnly: true,
      cell: (row) => (
        <ShareCell share={Math.abs(Number(row.flat) / (Number(head.total) || 1))} text={percentage(row.flat, head.total).trim()} />
      ),
    },
    { id: 'cum', label: t('profile.cum'), width: '88px', numeric: true, cell: (row) => format(row.cum) },
    {
      id: 'file',
      label: t('profile.file'),
      width: 'minmax(160px,1fr)',
      cell: (row) => (
        <code title={row.file} className="flex min-w-0">
          <span className="min-w-0 shrink truncate text-ink3">{row.file.slice(0, row.file.lastIndexOf('/') + 1)}</span>
          <span className="shrink-0">{row.file.slice(row.file.lastIndexOf('/') + 1)}</span>
        </code>
      ),
    },
    { id: 'functions', label: t('explore.functions'), width: '84px', numeric: true, wideOnly: true, cell: (row) => row.functions },
    { id: 'hottest', label: t('explore.hottestLine'), width: '96px', numeric: true, wideOnly: true, cell: (row) => row.hottest || '' },
    {
      id: 'given',
      label: t('explore.sourceKnown'),
      width: '72px',
      wideOnly: true,
      cell: (row) => (row.given ? <span className="text-ink">✓ {t('explore.sourceYes')}</span> : ''),
    },
  ];
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <Given sources={sources} fits={sources.length === 0 ? 0 : files.filter((row) => sourceOf(sources, row.file) !== undefined).length} />
      <TableSection
        id="source-files-title"
        title={t('explore.filesTitle', { type: sampleType })}
        controls={<span className="text-xs text-ink2">{t('charts.rows', { n: rows.length })}</span>}
        table={() => ({
          columns: [{ label: `flat (${head.unit})` }, { label: `cum (${head.unit})` }, { label: 'file' }, { label: 'functions' }],
          rows: rows.map((row) => [row.flat, row.cum, row.file, row.functions]),
        })}
      >
        <VirtualTable
          label={t('explore.filesTitle', { type: sampleType })}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.file}
          selected={current}
          onPick={(row) => url.set({ 'source-file': row.file, 'source-line': undefined })}
          height={210}
          empty={t('charts.none')}
        />
      </TableSection>
      {current !== undefined ? <Listing {...props} key={current} file={current} source={sourceOf(sources, current)} /> : null}
    </div>
  );
}
