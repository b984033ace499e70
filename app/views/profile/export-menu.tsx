'use client';

import { useRef, useState } from 'react';
import { fileName, save } from '@/lib/charts/export';
import { failureIn } from '@/lib/messages/phrases';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useCopy } from '../../state/use-copy';
import { Icon } from '../../ui/icons';
import { Menu, type MenuPlace } from './menu';
import { foldedStacks } from './tree-model';
import type { ProfileQuery } from './view-options';

/** What the filters leave over, for other tools: pprof, Graphviz, KCachegrind, flame graph scripts. */
export function ExportMenu({ query, name, command }: { query: ProfileQuery; name: string; command: string }) {
  const { t, language } = usePreferences();
  const { client, say } = useCase();
  const copy = useCopy();
  const button = useRef<HTMLButtonElement>(null);
  const [at, setAt] = useState<MenuPlace>();
  const [busy, setBusy] = useState(false);
  const run = async (extension: string, make: () => Promise<Blob | string>) => {
    setBusy(true);
    try {
      save(fileName(name, extension), await make(), extension === 'pb.gz' ? 'application/octet-stream' : 'text/plain;charset=utf-8');
    } catch (error) {
      say(error instanceof Error ? failureIn(language, error) : String(error));
    } finally {
      setBusy(false);
    }
  };
  if (!client) return null;
  const items = [
    {
      label: t('profile.export-pprof'),
      run: () =>
        void run('pb.gz', async () => {
          const bytes = await client.query('profile.export', query);
          return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' });
        }),
    },
    { label: t('profile.export-dot'), run: () => void run('dot', () => client.query('profile.graphText', { ...query, form: 'dot' })) },
    {
      label: t('profile.export-callgrind'),
      run: () => void run('callgrind', () => client.query('profile.graphText', { ...query, form: 'callgrind' })),
    },
    {
      label: t('profile.export-folded'),
      run: () => void run('folded', async () => foldedStacks(await client.query('profile.tree', query))),
    },
    { label: t('profile.export-command'), run: () => copy(command) },
  ];
  return (
    <>
      <button
        ref={button}
        type="button"
        className="btn"
        aria-haspopup="menu"
        aria-expanded={at !== undefined}
        disabled={busy}
        onClick={() => {
          const box = button.current?.getBoundingClientRect();
          if (box) setAt({ x: box.left, y: box.bottom + 2 });
        }}
      >
        <Icon name="download" size={14} />
        {t('profile.export')}
      </button>
      {at ? <Menu label={t('profile.export')} items={items} at={at} onClose={() => setAt(undefined)} /> : null}
    </>
  );
}
