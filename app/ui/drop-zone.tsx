'use client';

import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { isTyping } from '../state/keys';
import { useText } from '../state/preferences';
import { fileOfText, filesOfList, filesOfTransfer, type Taken } from '../state/take-files';

/** A folder that is looked through: shown once that takes longer than this, in ms. */
const patience = 300;

/** Views that want what is dropped for themselves, e.g. source files. */
const takers = new Set<(transfer: DataTransfer) => boolean>();

/** While the component stands, `take` is asked first about every drop on the page; true means that it was meant for it. */
export function useDropTaker(take: (transfer: DataTransfer) => boolean): void {
  const current = useRef(take);
  current.current = take;
  useLayoutEffect(() => {
    const own = (transfer: DataTransfer) => current.current(transfer);
    takers.add(own);
    return () => {
      takers.delete(own);
    };
  }, []);
}

/**
 * Takes files and folders dropped or pasted anywhere on the page, and text pasted outside a field. Shows a veil while files are dragged over the
 * page, and while a large folder is looked through.
 */
export function PageDrop(props: { label: string; pastedName: string; onFiles: (taken: Taken) => void }) {
  const [over, setOver] = useState(false);
  const [walk, setWalk] = useState<{ readonly found: number; readonly cancel: () => void }>();
  const current = useRef(props);
  current.current = props;
  useEffect(() => {
    let depth = 0;
    let running: AbortController | undefined;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      depth++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const overPage = (event: DragEvent) => {
      if (holdsFiles(event)) event.preventDefault();
    };
    const take = async (transfer: DataTransfer) => {
      running?.abort();
      const controller = new AbortController();
      running = controller;
      const cancel = () => {
        controller.abort();
        setWalk(undefined);
      };
      const from = performance.now();
      try {
        const taken = await filesOfTransfer(transfer, {
          signal: controller.signal,
          onFound: (found) => {
            if (performance.now() - from > patience) setWalk({ found, cancel });
          },
        });
        if (!controller.signal.aborted) current.current.onFiles(taken);
      } catch (error) {
        if (!controller.signal.aborted) throw error;
      } finally {
        if (running === controller) setWalk(undefined);
      }
    };
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !holdsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      for (const own of takers) if (own(event.dataTransfer)) return;
      void take(event.dataTransfer);
    };
    const paste = (event: ClipboardEvent) => {
      if (isTyping(event.target) || !event.clipboardData) return;
      const text = event.clipboardData.getData('text/plain');
      if (event.clipboardData.types.includes('Files')) void take(event.clipboardData);
      else if (text.trim() !== '') current.current.onFiles(fileOfText(current.current.pastedName, text));
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', overPage);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', paste);
    return () => {
      running?.abort();
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', overPage);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', paste);
    };
  }, []);
  if (walk) return <Walking found={walk.found} onCancel={walk.cancel} />;
  if (!over) return null;
  return (
    <Veil>
      <p className="rounded-md border-2 border-dashed border-accent bg-s1 px-8 py-6 text-lg font-semibold">{props.label}</p>
    </Veil>
  );
}

function Veil({ children }: { children: ReactNode }) {
  return <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-[var(--shade)]">{children}</div>;
}

function Walking({ found, onCancel }: { found: number; onCancel: () => void }) {
  const t = useText();
  return (
    <Veil>
      <div className="pointer-events-auto flex items-center gap-6 rounded-md border border-line2 bg-s1 px-6 py-4">
        <p role="status">
          <span className="block font-semibold">{t('home.walking')}</span>
          <span className="num text-sm text-ink2">{t('home.walked', { n: found })}</span>
        </p>
        <button type="button" className="btn" onClick={onCancel}>
          {t('states.cancel')}
        </button>
      </div>
    </Veil>
  );
}

/** A button that opens the picker, for files or for one folder. */
export function FilePicker(props: {
  label: string;
  className: string;
  folder?: boolean;
  onFiles: (taken: Taken) => void;
  children: ReactNode;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={props.label}
        data-testid={props.folder ? 'folder-input' : 'file-input'}
        {...(props.folder ? { webkitdirectory: '' } : {})}
        onChange={(event) => {
          props.onFiles(filesOfList(event.target.files ?? []));
          event.target.value = '';
        }}
      />
      <button type="button" className={props.className} aria-label={props.label} title={props.label} onClick={() => input.current?.click()}>
        {props.children}
      </button>
    </>
  );
}
