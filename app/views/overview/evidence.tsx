'use client';

import { select } from 'd3';
import { useCallback, useLayoutEffect, useRef } from 'react';
import { drawLines } from '@/lib/charts/draw/lines';
import { formatBytes, formatCount, formatDuration, formatShare } from '@/lib/charts/format';
import { catalogue } from '@/lib/messages';
import type { EvidenceFrame, EvidenceValue, Finding } from '@/lib/model/finding';
import type { InputCard } from '@/lib/query/case';
import { usePreferences } from '../../state/preferences';
import { FunctionName } from '../../ui/basics';
import { useWidth } from '../../ui/use-size';

/** Evidence that has a place of its own on the card. */
const shown = new Set(['stack', 'share', 'growth', 'title', 'top', 'series', 'file', 'line']);

/** The facts a finding rests on, as rows. */
export function EvidenceFacts({ finding, inputs }: { finding: Finding; inputs: readonly InputCard[] }) {
  const { t } = usePreferences();
  const label = (name: string) => (name in catalogue.evidence ? t(`evidence.${name as keyof typeof catalogue.evidence}`) : name);
  const facts = Object.entries(finding.evidence).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || value === null || value === '' || shown.has(name)) return [];
    if (typeof value === 'number') return [[name, figure(name, value)]];
    if (typeof value === 'string' || typeof value === 'boolean') return [[name, String(value)]];
    const text = brief(name, value as EvidenceValue, label);
    return text === '' ? [] : [[name, text]];
  });
  const { file, line } = finding.evidence;
  if (file) facts.splice(Math.min(3, facts.length), 0, ['place', line === undefined ? file : `${file}:${line}`]);
  const files = finding.inputs.flatMap((at) => inputs[at]?.name ?? []);
  return (
    <dl className="grid min-w-0 grid-cols-[minmax(0,auto)_minmax(0,1fr)] content-start gap-x-4 text-sm">
      {facts.map(([name, text]) => (
        <div key={name} className="contents">
          <dt className="py-0.5 text-ink2">{label(name)}</dt>
          <dd className="min-w-0 break-words py-0.5 font-mono">{text}</dd>
        </div>
      ))}
      {files.length > 0 ? (
        <div className="contents">
          <dt className="py-0.5 text-ink2">{t('overview.file')}</dt>
          <dd className="min-w-0 break-words py-0.5 font-mono">{files.join(', ')}</dd>
        </div>
      ) : null}
    </dl>
  );
}

/** A number with the unit that the field's name says. */
function figure(name: string, value: number): string {
  if (name === 'line') return String(value);
  if (/ns$|Nanos$/.test(name) || /Ns($|[A-Z])/.test(name)) return formatDuration(value);
  if (/bytes|Space$|^memoryLimit$/i.test(name)) return formatBytes(value);
  if (/share|fraction/i.test(name)) return formatShare(value);
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(4)));
}

/** A value of several parts in one line, each under its own name. */
function brief(name: string, value: EvidenceValue, label: (name: string) => string): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => typeof item !== 'object') ? value.slice(0, 8).join(', ') : '';
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([, inner]) => typeof inner !== 'object')
      .slice(0, 6)
      .map(
        ([inside, inner]) =>
          `${label(inside)} ${typeof inner === 'number' ? figure(/ns$/i.test(name) ? 'ns' : inside, inner) : String(inner)}`,
      )
      .join(', ');
  }
  return String(value);
}

/** The stack, own code marked. */
export function EvidenceStack({ finding }: { finding: Finding }) {
  const { t, language } = usePreferences();
  const stack = finding.evidence.stack ?? [];
  if (stack.length === 0) return null;
  return (
    <div className="min-w-0">
      <StackList frames={stack} label={`${t('overview.stack')}: ${finding.title[language]}`} />
    </div>
  );
}

export function StackList({ frames, label, tall }: { frames: readonly EvidenceFrame[]; label: string; tall?: boolean }) {
  const { t } = usePreferences();
  // Several may stand on a page: each is named by its innermost frame.
  const name = [label, frames[0]?.function].filter(Boolean).join(': ');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys
    <section aria-label={name} tabIndex={0} className={`code-block overflow-y-auto !p-0 ${tall ? '' : 'max-h-64'}`}>
      <ol>
        {frames.map((frame, i) => (
          <li key={i} className={`border-l-2 px-2.5 py-0.5 ${frame.own ? 'border-[var(--owner-own)]' : 'border-transparent text-ink2'}`}>
            <FunctionName name={frame.function} strong={frame.own} />
            {frame.file ? (
              <span className="block truncate pl-3 text-[11px] text-ink3" title={`${frame.file}:${frame.line ?? ''}`}>
                {frame.file.replace(/^.*\/(?=[^/]+\/[^/]+$)/, '…/')}
                {frame.line ? `:${frame.line}` : ''}
                {frame.own ? <span className="sr-only"> ({t('overview.ownFrame')})</span> : null}
              </span>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A small drawing of the key figure: growth over snapshots where there is any, else the share of the whole. */
export function EvidenceChart({ finding }: { finding: Finding }) {
  const series = growthValues(finding.evidence.growth as EvidenceValue);
  const { share, shareObjects } = finding.evidence;
  if (series && series.length > 1) return <Growth values={series} severity={finding.severity} />;
  if (typeof share !== 'number' || share < 0 || share > 1) return null;
  // The greater of bytes and objects is what the finding's sentence names.
  if (typeof shareObjects === 'number' && shareObjects > share && shareObjects <= 1) {
    return <Share share={shareObjects} label="evidence.shareObjects" severity={finding.severity} />;
  }
  return <Share share={share} label="overview.evidenceChart" severity={finding.severity} />;
}

function growthValues(growth: EvidenceValue): number[] | undefined {
  const list = Array.isArray(growth)
    ? growth
    : typeof growth === 'object' && growth !== null
      ? Object.values(growth).find((value) => Array.isArray(value))
      : undefined;
  return Array.isArray(list) && list.every((value) => typeof value === 'number') ? (list as number[]) : undefined;
}

function Share(props: { share: number; label: 'overview.evidenceChart' | 'evidence.shareObjects'; severity: string }) {
  const { t } = usePreferences();
  const { share, severity } = props;
  const label = t(props.label);
  return (
    <figure className="m-0 self-center" aria-label={`${label}: ${formatShare(share)}`}>
      <figcaption className="mb-1 flex justify-between text-xs text-ink2">
        <span>{label}</span>
        <span className="num text-sm font-semibold text-ink">{formatShare(share)}</span>
      </figcaption>
      <div className="flex h-3 overflow-hidden rounded-sm bg-s3">
        <span style={{ width: `${Math.max(share * 100, 0.5)}%`, background: `var(--${severity})` }} />
      </div>
    </figure>
  );
}

function Growth({ values, severity }: { values: readonly number[]; severity: string }) {
  const { t } = usePreferences();
  const box = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const width = useWidth(box);
  const draw = useCallback(() => {
    if (!svg.current || width === 0) return;
    drawLines(svg.current, {
      series: [{ key: 'growth', label: '', colour: `var(--${severity})`, times: values.map((_, i) => i + 1), values, shape: 'line' }],
      width,
      height: 92,
      format: formatCount,
    });
    // Snapshots are counted, not timed: the time axis has nothing to say here.
    select(svg.current).selectAll('g[data-layer="x"] text').remove();
  }, [values, severity, width]);
  useLayoutEffect(draw, [draw]);
  return (
    <div ref={box} className="min-w-0">
      <p className="text-xs text-ink2">{t('goroutines.growth')}</p>
      <svg
        ref={svg}
        role="img"
        width="100%"
        aria-label={t('goroutines.growthSummary', { n: values.length, first: values[0], last: values[values.length - 1] })}
      />
    </div>
  );
}
