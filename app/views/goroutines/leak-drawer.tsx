'use client';

import { formatCount } from '@/lib/charts/format';
import { stateColour } from '@/lib/charts/theme';
import type { EvidenceFrame, EvidenceValue } from '@/lib/model/finding';
import type { InputCard } from '@/lib/query/case';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { useCatalogue } from '../../state/use-catalogue';
import { Change, Corrections, Sources, Verify } from '../../ui/advice';
import { Command, FunctionName, SeverityWord } from '../../ui/basics';
import { Drawer } from '../../ui/drawer';
import { Prose } from '../../ui/prose';
import { QueryFailure } from '../../ui/states';
import { EvidenceFacts, StackList } from '../overview/evidence';
import { LeakGrowthChart } from './leak-growth';
import { growthOf, type LeakRow } from './leaks';

/** A leak's card: evidence, growth, stack, creation, partner; the remedy for its cause; and the command that shows whether it worked. */
export function LeakDrawer({ leak, onClose }: { leak: LeakRow; onClose: () => void }) {
  const { t, language } = usePreferences();
  const { inputs } = useCase();
  const url = useUrl();
  const { catalogue, error } = useCatalogue();
  const { finding, guidance } = leak.card;
  const { evidence } = finding;
  const advice = guidance.flatMap((id) => catalogue?.byId.get(id) ?? [])[0];
  const growth = growthOf(evidence.growth as EvidenceValue);
  const short = (evidence.file ?? '').slice((evidence.file ?? '').lastIndexOf('/') + 1);
  const place = short ? `${short}:${evidence.line}` : (evidence.function ?? '?');
  const count = formatCount(evidence.count ?? 0);
  const partner = typeof evidence.partner === 'string' ? evidence.partner : undefined;
  const creation = (evidence.creationStack ?? []) as readonly EvidenceFrame[];
  const createdAt = typeof evidence.createdAt === 'string' ? evidence.createdAt : '';
  const title = t('goroutines.leakOf', { n: evidence.count ?? 0, place });
  const names = finding.inputs.map((at) => inputs[at]?.name ?? '');
  return (
    <Drawer title={title} label={title} onClose={onClose}>
      <div className="flex min-w-0 flex-col gap-4" data-testid="leak-card">
        <section className="flex min-w-0 flex-col gap-2">
          <div className="flex flex-wrap items-center gap-2">
            <SeverityWord severity={finding.severity} />
            <span className="rounded-full border border-line2 px-2 py-px text-xs font-medium text-ink2">
              {t(`overview.${finding.tier}`)}
            </span>
            <span className="flex-1" />
            {finding.link ? (
              <button
                type="button"
                className="btn"
                onClick={() => (finding.link ? url.go(finding.link.view, { ...finding.link.params }) : undefined)}
              >
                {t('goroutines.showGroups')}
              </button>
            ) : null}
            <button type="button" className="btn" onClick={() => url.go('overview', { finding: String(leak.index) })}>
              {t('goroutines.openCard')}
            </button>
          </div>
          <p className="break-words font-medium">{finding.title[language]}</p>
          <p className="break-words text-sm text-ink2">{finding.summary[language]}</p>
        </section>
        {growth && growth.counts.length > 1 ? (
          <LeakGrowthChart growth={growth} colour={stateColour(evidence.state ?? '')} names={names} />
        ) : null}
        <section className="min-w-0">
          <h3 className="mb-1">{t('overview.because')}</h3>
          <EvidenceFacts finding={finding} inputs={inputs} />
          <p className="mt-2 text-sm text-ink2">
            {t(`overview.${finding.tier}`)}: {finding.tierReason?.[language] ?? ''}{' '}
            {finding.raise ? t('overview.raise', { how: finding.raise[language] }) : ''}
          </p>
        </section>
        {evidence.stack && evidence.stack.length > 0 ? (
          <section className="min-w-0">
            <h3 className="mb-1">{t('overview.stack')}</h3>
            <StackList frames={evidence.stack} label={t('overview.stack')} tall />
          </section>
        ) : null}
        {evidence.createdBy ? (
          <section className="min-w-0 text-sm">
            <h3 className="mb-1">{t('goroutines.creation')}</h3>
            <FunctionName name={evidence.createdBy} wrap strong />
            <p className="break-all font-mono text-[11px] text-ink3">{createdAt}</p>
            {creation.length > 1 ? (
              <div className="mt-1">
                <StackList frames={creation} label={t('goroutines.creationStack')} />
              </div>
            ) : null}
          </section>
        ) : null}
        {partner ? (
          <section className="min-w-0 text-sm">
            <h3 className="mb-1">{t('goroutines.partnerMissing')}</h3>
            <p className="break-words">{t('goroutines.partnerNote', { partner })}</p>
          </section>
        ) : null}
        {error ? <QueryFailure error={error} /> : null}
        {advice ? (
          <section className="flex min-w-0 flex-col gap-3">
            <h3>
              {t('overview.do')}: {advice.title[language]}
            </h3>
            <Prose text={advice.text[language]} />
            <Change entry={advice} stacked />
            <Corrections entry={advice} />
            <Sources entry={advice} />
          </section>
        ) : null}
        <section className="flex min-w-0 flex-col gap-3">
          <h3>{t('overview.verify')}</h3>
          <div className="flex min-w-0 flex-col gap-1">
            <p className="text-sm text-ink2">{t('goroutines.verifyHere')}</p>
            <Command text={compareCommand(inputs[finding.inputs[finding.inputs.length - 1]])} />
            <p className="text-sm">
              <span className="text-ink2">{t('guidance.expect')}: </span>
              {t('goroutines.verifyExpect', { n: count, place })}
            </p>
          </div>
          {/* The step above is this drawer's own form of the comparison. */}
          <Verify steps={leak.card.verify.filter(({ command }) => !command.includes('gotriage compare'))} />
        </section>
      </div>
    </Drawer>
  );
}

/** The same capture taken again and compared with the one at hand. */
function compareCommand(input: InputCard | undefined): string {
  const [path, after] = endpoint(input?.format ?? '');
  const before = input?.name ?? 'before.txt';
  const quoted = /^[\w./-]+$/.test(before) ? before : `'${before.replaceAll("'", "'\\''")}'`;
  return `curl -o ${after} 'http://localhost:6060/debug/pprof/${path}'\ngotriage compare ${quoted} ${after}`;
}

function endpoint(format: string): [path: string, file: string] {
  if (format === 'pprof') return ['goroutine', 'after.pb.gz'];
  if (format === 'goroutine-debug1') return ['goroutine?debug=1', 'after.txt'];
  if (format === 'go-trace') return ['trace?seconds=5', 'after.trace'];
  return ['goroutine?debug=2', 'after.txt'];
}
