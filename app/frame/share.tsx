'use client';

import { useState } from 'react';
import { fileName, save } from '@/lib/charts/export';
import { useCase } from '../state/case';
import { usePreferences } from '../state/preferences';
import { useQuery } from '../state/use-query';
import { CopyButton } from '../ui/basics';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icons';
import { Computing, QueryFailure } from '../ui/states';

/** The report as Markdown and JSON, to copy or to keep. */
export function ShareDialog({ onClose }: { onClose: () => void }) {
  const { t, language } = usePreferences();
  const { record, client } = useCase();
  const markdown = useQuery('case.markdown', { language });
  const [failure, setFailure] = useState<Error>();
  const name = record?.name ?? 'report';
  const trouble = markdown.error ?? failure;
  const text = markdown.data;
  return (
    <Dialog title={t('frame.shareTitle')} onClose={onClose} wide>
      <p className="mb-3 text-sm text-ink2">{t('frame.shareNote')}</p>
      {trouble ? <QueryFailure error={trouble} /> : null}
      {text === undefined ? (
        markdown.loading ? (
          <Computing />
        ) : null
      ) : (
        <>
          <div className="mb-3 flex flex-wrap gap-2">
            <CopyButton label={t('frame.copyMarkdown')} text={() => text} />
            <button type="button" className="btn" onClick={() => save(fileName(name, 'md'), text, 'text/markdown;charset=utf-8')}>
              <Icon name="download" size={14} /> {t('frame.saveMarkdown')}
            </button>
            <button
              type="button"
              className="btn"
              disabled={client === undefined}
              onClick={async () => {
                try {
                  const report = await client?.query('case.report', { language });
                  if (!report) return;
                  save(fileName(name, 'json'), `${JSON.stringify(report, null, 2)}\n`, 'application/json');
                } catch (error) {
                  setFailure(error instanceof Error ? error : new Error(String(error)));
                }
              }}
            >
              <Icon name="download" size={14} /> {t('frame.saveJson')}
            </button>
            <CopyButton label={t('frame.copyLink')} text={() => window.location.href} icon="link" />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys */}
          <pre className="code-block max-h-[46vh] whitespace-pre-wrap break-words" tabIndex={0} data-testid="report-markdown">
            {text}
          </pre>
        </>
      )}
    </Dialog>
  );
}
