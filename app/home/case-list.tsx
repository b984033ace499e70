'use client';

import Link from 'next/link';
import { useState } from 'react';
import { formatBytes } from '@/lib/charts/format';
import { usePreferences } from '../state/preferences';
import type { StoredCase } from '../state/store';
import { IconButton } from '../ui/basics';
import { Dialog } from '../ui/dialog';

/** The cases opened before, the last one first: open or delete. */
export function CaseList(props: { cases: readonly StoredCase[] | undefined; onDelete: (record: StoredCase) => Promise<void> }) {
  const { t, language } = usePreferences();
  const [asked, setAsked] = useState<StoredCase>();
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section aria-labelledby="cases">
      <h2 id="cases">{t('home.cases')}</h2>
      <p className="text-sm text-ink2">{props.cases?.length === 0 ? t('home.casesNone') : t('home.casesLead')}</p>
      {props.cases && props.cases.length > 0 ? (
        <div className="panel mt-3 overflow-x-auto">
          <table className="w-full text-sm">
            <thead className="text-left text-ink2">
              <tr>
                <th className="px-3 py-2 font-medium">{t('home.caseName')}</th>
                <th className="num px-3 py-2 font-medium">{t('home.caseFiles')}</th>
                <th className="num hidden px-3 py-2 font-medium narrow:table-cell">{t('home.caseSize')}</th>
                <th className="hidden px-3 py-2 font-medium narrow:table-cell">{t('home.caseOpened')}</th>
                <th className="w-10 px-3 py-2">
                  <span className="sr-only">{t('home.delete')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {props.cases.map((record) => (
                <tr key={record.id} className="hover:bg-s2">
                  <td className="max-w-[50vw] border-t border-line px-3 py-1.5">
                    <Link
                      href={`/case?id=${record.id}`}
                      prefetch={false}
                      className="block truncate font-medium text-accent hover:underline"
                    >
                      {record.name}
                    </Link>
                  </td>
                  <td className="num border-t border-line px-3 py-1.5">{record.files.length}</td>
                  <td className="num hidden border-t border-line px-3 py-1.5 narrow:table-cell">
                    {formatBytes([...record.files, ...(record.sources ?? [])].reduce((sum, { bytes }) => sum + bytes, 0))}
                  </td>
                  <td className="hidden border-t border-line px-3 py-1.5 text-ink2 narrow:table-cell">{date.format(record.opened)}</td>
                  <td className="border-t border-line px-2 py-0.5">
                    <IconButton
                      icon="trash"
                      label={t('home.deleteNamed', { name: record.name })}
                      onClick={() => setAsked(record)}
                      size={14}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {asked ? (
        <Dialog title={asked.name} onClose={() => setAsked(undefined)}>
          <p>{t('home.deleteSure')}</p>
          <div className="mt-4 flex justify-end gap-2">
            <button type="button" className="btn" onClick={() => setAsked(undefined)}>
              {t('home.keep')}
            </button>
            <button
              type="button"
              className="btn btn-primary"
              onClick={() => {
                const record = asked;
                setAsked(undefined);
                void props.onDelete(record);
              }}
            >
              {t('home.deleteYes')}
            </button>
          </div>
        </Dialog>
      ) : null}
    </section>
  );
}
