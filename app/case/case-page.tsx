'use client';

import Link from 'next/link';
import { Suspense, useEffect } from 'react';
import { failureIn } from '@/lib/messages/phrases';
import { Frame } from '../frame/frame';
import { CaseProvider, useCase } from '../state/case';
import { whenIdle } from '../state/idle';
import { usePreferences } from '../state/preferences';
import { useUrl } from '../state/url';
import { Computing, Loading, Notice, ViewBoundary } from '../ui/states';
import { retryParts } from '../views/part';
import { prepareViews, viewOf } from '../views/registry';

export function CasePage() {
  return (
    <Suspense>
      <CaseOfAddress />
    </Suspense>
  );
}

function CaseOfAddress() {
  const id = useUrl().get('id') ?? '';
  return (
    <CaseProvider key={id} id={id}>
      <Frame>
        <Content />
      </Frame>
    </CaseProvider>
  );
}

function Content() {
  const { t, language } = usePreferences();
  const state = useCase();
  const url = useUrl();
  const view = viewOf(url.get('view'));
  const { View, id } = view;
  const { status } = state;
  const ready = status.phase === 'ready';
  useEffect(() => view.prepare(), [view]);
  useEffect(() => (ready ? whenIdle(prepareViews) : undefined), [ready]);
  if (status.phase === 'loading') return <Loading progress={status.progress} onCancel={state.cancel} />;
  if (status.phase === 'missing') {
    return (
      <Notice title={t('states.missingCase')}>
        <p>{t('states.missingCaseNote')}</p>
        <Link href="/" className="btn self-start">
          {t('states.toHome')}
        </Link>
      </Notice>
    );
  }
  if (status.phase === 'cancelled') {
    return (
      <Notice title={t('states.cancelled')}>
        <p>{t('states.cancelledNote')}</p>
        <button type="button" className="btn btn-primary self-start" onClick={state.reload}>
          {t('states.again')}
        </button>
      </Notice>
    );
  }
  if (status.phase === 'failed') {
    return (
      <Notice title={t('states.failed')} tone="error">
        <p className="break-words">{failureIn(language, status.error)}</p>
        <button type="button" className="btn self-start" onClick={state.reload}>
          {t('states.tryAgain')}
        </button>
      </Notice>
    );
  }
  return (
    <ViewBoundary
      resetKey={`${id} ${state.version}`}
      fallback={(retry, error) => (
        <Notice title={t('states.crash')} tone="error">
          <p className="break-words">{error.message}</p>
          <p>{t('states.crashNote')}</p>
          <button
            type="button"
            className="btn self-start"
            onClick={() => {
              retryParts();
              retry();
            }}
          >
            {t('states.tryAgain')}
          </button>
        </Notice>
      )}
    >
      <Suspense fallback={<Computing />}>
        <View />
      </Suspense>
    </ViewBoundary>
  );
}
