'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import { formatBytes } from '@/lib/charts/format';
import { beginCase } from '../state/opening';
import { usePreferences } from '../state/preferences';
import { deleteCase, listCases, type StoredCase } from '../state/store';
import { fileOfText, type Taken } from '../state/take-files';
import { IconButton } from '../ui/basics';
import { Dialog } from '../ui/dialog';
import { FilePicker, PageDrop } from '../ui/drop-zone';
import { Icon } from '../ui/icons';
import { Accepted } from './accepted';
import { CaseList } from './case-list';
import { fetchSample, listSamples, type Sample } from './samples';
import { useAhead } from './use-ahead';

export function Home() {
  const { t, language, setLanguage, dark, toggleTheme } = usePreferences();
  const router = useRouter();
  const [cases, setCases] = useState<readonly StoredCase[]>();
  const [samples, setSamples] = useState<readonly Sample[]>();
  const [busy, setBusy] = useState<string>();
  const [pasting, setPasting] = useState(false);
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    const list = () => void listCases().then(setCases);
    list();
    // Another tab may have opened or deleted some.
    window.addEventListener('focus', list);
    listSamples().then(setSamples, () => setSamples([]));
    return () => window.removeEventListener('focus', list);
  }, []);
  const nextId = useAhead();

  const open = useCallback(
    (taken: Taken, name?: string) => {
      const { files, leftOut } = taken;
      setProblem(undefined);
      if (files.length === 0) {
        setProblem(leftOut.length > 0 ? t('home.onlyHidden', { names: leftOut.slice(0, 5).join(', ') }) : t('home.noFiles'));
        return;
      }
      const page = beginCase(taken, name, nextId());
      setBusy(t('home.opening', { n: files.length }));
      router.push(page);
    },
    [router, t, nextId],
  );

  const openSample = async (sample: Sample) => {
    setBusy(sample.id);
    setProblem(undefined);
    try {
      open({ files: await fetchSample(sample), leftOut: [], more: false }, sample.title[language]);
    } catch (error) {
      setBusy(undefined);
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <div className="mx-auto flex min-h-dvh max-w-[1120px] flex-col px-4 pb-16 narrow:px-8">
      <header className="flex h-[var(--bar)] items-center justify-between">
        <span className="flex items-center gap-2 font-semibold">
          <Icon name="chart" /> gotriage
          <span className="hidden font-normal text-ink2 narrow:inline">· {t('frame.tagline')}</span>
        </span>
        <span className="flex items-center gap-1">
          <button type="button" className="btn btn-ghost" onClick={() => setLanguage(language === 'en' ? 'zh' : 'en')}>
            <Icon name="language" /> <span lang={language === 'en' ? 'zh' : 'en'}>{t('frame.switchLanguage')}</span>
          </button>
          <IconButton icon={dark ? 'sun' : 'moon'} label={t(dark ? 'frame.themeLight' : 'frame.themeDark')} onClick={toggleTheme} />
        </span>
      </header>
      <main className="flex flex-col gap-8 pt-4">
        <section>
          <h1>{t('home.title')}</h1>
          <p className="mt-1 max-w-[72ch] text-ink2">{t('home.lead')}</p>
          <div className="mt-4 flex flex-col items-center gap-4 rounded-lg border-2 border-dashed border-line2 bg-s1 px-6 pt-9 pb-4 text-center">
            <span className="text-ink3">
              <Icon name="file" size={28} />
            </span>
            <p className="text-lg font-semibold">{t('home.drop')}</p>
            <div className="flex flex-wrap items-center justify-center gap-2">
              <FilePicker label={t('home.choose')} className="btn btn-primary" onFiles={open}>
                {t('home.choose')}
              </FilePicker>
              <FilePicker label={t('home.chooseFolder')} className="btn" onFiles={open} folder>
                {t('home.chooseFolder')}
              </FilePicker>
              <span className="text-ink2">{t('home.or')}</span>
              <button type="button" className="btn" onClick={() => setPasting(true)}>
                {t('home.paste')}
              </button>
            </div>
            <p role="status" className="min-h-5 text-sm text-ink2">
              {busy && samples?.every((sample) => sample.id !== busy) ? busy : ''}
              {problem ? <span className="text-critical">{problem}</span> : null}
            </p>
          </div>
        </section>
        <Samples samples={samples} busy={busy} onOpen={openSample} />
        <CaseList
          cases={cases}
          onDelete={async (record) => {
            await deleteCase(record).catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
            setCases(await listCases());
          }}
        />
        <Accepted />
      </main>
      <PageDrop label={t('frame.dropNew')} pastedName={t('home.pastedName')} onFiles={open} />
      {pasting ? (
        <PasteDialog
          onClose={() => setPasting(false)}
          onText={(text) => {
            setPasting(false);
            open(fileOfText(t('home.pastedName'), text));
          }}
        />
      ) : null}
    </div>
  );
}

function Samples(props: { samples: readonly Sample[] | undefined; busy: string | undefined; onOpen: (sample: Sample) => void }) {
  const { t, language } = usePreferences();
  return (
    <section aria-labelledby="samples">
      <h2 id="samples">{t('home.samples')}</h2>
      <p className="text-sm text-ink2">{props.samples?.length === 0 ? t('home.samplesNone') : t('home.samplesLead')}</p>
      <ul className="mt-3 grid min-h-[92px] gap-3 narrow:grid-cols-3">
        {props.samples?.map((sample) => (
          <li key={sample.id}>
            <button
              type="button"
              data-testid="sample"
              disabled={props.busy !== undefined}
              className="panel flex h-full w-full flex-col items-start gap-1 p-4 text-left hover:border-line2 hover:bg-s2"
              onClick={() => props.onOpen(sample)}
            >
              <span className="font-semibold">{sample.title[language]}</span>
              <span className="flex-1 text-sm text-ink2">{sample.summary[language]}</span>
              <span className="mt-1 text-xs text-ink3">
                {t('home.fileCount', { n: sample.files.length })} · {formatBytes(sample.files.reduce((sum, file) => sum + file.bytes, 0))}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PasteDialog(props: { onClose: () => void; onText: (text: string) => void }) {
  const { t } = usePreferences();
  // The field keeps its text itself: a pasted dump may hold megabytes, which a render for each change would feel.
  const field = useRef<HTMLTextAreaElement>(null);
  const [empty, setEmpty] = useState(true);
  return (
    <Dialog title={t('home.pasteTitle')} onClose={props.onClose} wide>
      <label className="flex flex-col gap-2">
        <span className="text-sm text-ink2">{t('home.pasteHint')}</span>
        <textarea
          className="code-block h-72 w-full resize-y text-ink"
          ref={field}
          spellCheck={false}
          onChange={(event) => setEmpty(event.target.value.trim() === '')}
        />
      </label>
      <div className="mt-3 flex justify-end">
        <button type="button" className="btn btn-primary" disabled={empty} onClick={() => props.onText(field.current?.value ?? '')}>
          {t('home.pasteOpen')}
        </button>
      </div>
    </Dialog>
  );
}
