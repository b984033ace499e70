'use client';

import { save } from '@/lib/charts/export';
import { formatBytes, formatCount, formatDuration } from '@/lib/charts/format';
import { failureIn, warningIn } from '@/lib/messages/phrases';
import type { InputWarning } from '@/lib/model/decoded';
import type { InputCard } from '@/lib/query/case';
import { useCase } from '../state/case';
import { usePreferences } from '../state/preferences';
import { loadFile } from '../state/store';
import { useUrl } from '../state/url';
import { useQuery } from '../state/use-query';
import { Drawer } from '../ui/drawer';
import { Icon } from '../ui/icons';
import { InputFailure } from '../ui/states';
import { viewOf } from '../views/registry';
import { captureTime } from './case-bar';

/** The summary of the file that the address names with `file=`. */
export function InputDrawer() {
  const { inputs, status } = useCase();
  const url = useUrl();
  const at = url.get('file');
  const input = at === undefined || status.phase !== 'ready' ? undefined : inputs[Number(at)];
  if (!input) return null;
  return <InputSummary key={input.index} input={input} onClose={() => url.set({ file: undefined }, { replace: true })} />;
}

function InputSummary({ input, onClose }: { input: InputCard; onClose: () => void }) {
  const { t, language } = usePreferences();
  const state = useCase();
  const url = useUrl();
  const report = useQuery('case.report', { language });
  const reported = report.data?.inputs[input.index];
  // An entry of an archive goes with its archive; of several files of one name each has its own.
  const place = state.inputs.filter(({ name }) => name === input.name).findIndex(({ index }) => index === input.index);
  const stored = state.record?.files.filter(({ name }) => input.name === name || input.name.startsWith(`${name}/`))[place];
  const rows: [string, string][] = [
    [t('overview.format'), input.format],
    [t('overview.size'), formatBytes(input.bytes)],
    [t('overview.captured'), captureTime(input, language)],
    ...(reported ? flatten(reported.summary) : []),
    [t('overview.sha256'), reported?.sha256 ?? ''],
  ];
  return (
    <Drawer title={<span className="break-all">{input.name}</span>} label={t('overview.contents')} onClose={onClose}>
      {input.error ? (
        <div className="mb-4 rounded border border-line border-l-4 border-l-[var(--critical)] p-3">
          <InputFailure error={input.error} />
        </div>
      ) : null}
      {input.warnings.length > 0 ? (
        <section className="mb-4">
          <h3 className="mb-1">{t('overview.warnings')}</h3>
          <ul className="flex flex-col gap-1 text-sm">
            {folded(input.warnings).map(({ warning, offsets }) => (
              <li key={`${warning.code} ${warning.message}`} className="flex gap-2">
                <span className="mt-0.5 text-medium">
                  <Icon name="warning" size={13} />
                </span>
                <span className="min-w-0 break-words">
                  {warningIn(language, warning)}
                  {offsets.length === 0 ? '' : ` (${t('states.offset', { n: offsetList(offsets) })})`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] text-sm">
        {rows
          .filter(([, value]) => value !== '')
          .map(([label, value]) => (
            <div key={label} className="contents">
              <dt className="break-words border-t border-line py-1 pr-3 text-ink2">{label}</dt>
              <dd className="break-all border-t border-line py-1 tabular-nums">{value}</dd>
            </div>
          ))}
      </dl>
      {stored ? (
        <div className="mt-4 flex flex-wrap gap-2">
          <button
            type="button"
            className="btn"
            onClick={async () => {
              try {
                save(stored.name.replace(/^.*\//, ''), await loadFile(stored.key));
              } catch (error) {
                state.say(`${stored.name}: ${failureIn(language, error instanceof Error ? error : new Error(String(error)))}`);
              }
            }}
          >
            <Icon name="download" size={14} /> {t('overview.downloadFile')}
          </button>
          <button
            type="button"
            className="btn"
            onClick={() => {
              // What the address says of files, findings and groups by their numbers holds no more.
              url.go(viewOf(url.get('view')).id);
              state.remove(stored.key);
            }}
          >
            <Icon name="trash" size={14} /> {t('overview.removeFile')}
          </button>
        </div>
      ) : null}
    </Drawer>
  );
}

/** Warnings that say the same at several places, told once with the places. */
function folded(warnings: readonly InputWarning[]): { readonly warning: InputWarning; readonly offsets: number[] }[] {
  const all = new Map<string, { readonly warning: InputWarning; readonly offsets: number[] }>();
  for (const warning of warnings) {
    const key = `${warning.code} ${warning.message}`;
    const one = all.get(key) ?? { warning, offsets: [] };
    if (warning.offset !== undefined) one.offsets.push(warning.offset);
    all.set(key, one);
  }
  return [...all.values()];
}

/** The first places; how many more there are. */
function offsetList(offsets: readonly number[]): string {
  const shown = offsets.slice(0, 5).map(formatCount).join(', ');
  return offsets.length > 5 ? `${shown}, … +${offsets.length - 5}` : shown;
}

/** A summary's fields as rows, those within by path; long lists are counted. */
function flatten(value: unknown, path = ''): [string, string][] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, i): [string, string][] => {
      const named = item as Readonly<Record<string, unknown>>;
      if (typeof item === 'object' && item !== null && typeof named.type === 'string') {
        return [[`${path} ${named.type}`, `${show(named.total)} ${String(named.unit ?? '')}`.trim()]];
      }
      return flatten(item, `${path}[${i}]`);
    });
  }
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path === '' ? key : `${path}.${key}`));
  // When it was captured stands above.
  return path === 'timeNanos' ? [] : [[path.replace(/\.$/, '.–'), show(value, path)]];
}

/** A value as its field's name says: …Ns is a duration, …bytes a size. */
function show(value: unknown, path = ''): string {
  if (typeof value !== 'number') return String(value);
  if (/Ns(?:\.|$)|Nanos$/.test(path)) return formatDuration(value);
  if (/bytes/i.test(path)) return formatBytes(value);
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(6)));
}
