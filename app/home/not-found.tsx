'use client';

import Link from 'next/link';
import { useText } from '../state/preferences';
import { Notice } from '../ui/states';

/** What stands at an address without a page, with the way back. */
export function NotFoundNotice() {
  const t = useText();
  return (
    <main className="px-4 pt-10">
      <h1 className="sr-only">gotriage</h1>
      <Notice title={t('states.missingPage')}>
        <p>{t('states.missingPageNote')}</p>
        <Link href="/" className="btn btn-primary self-start">
          {t('states.toHome')}
        </Link>
      </Notice>
    </main>
  );
}
