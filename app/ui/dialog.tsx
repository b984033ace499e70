'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../state/preferences';
import { IconButton } from './basics';

/** A modal sheet over the page. Escape and a click beside it close it; the browser holds the focus inside. */
export function Dialog(props: { title: string; onClose: () => void; children: ReactNode; wide?: boolean; bare?: boolean }) {
  const t = useText();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own key; the click is only for the space beside it
    <dialog
      ref={element}
      aria-label={props.title}
      className={`m-auto max-h-[min(86dvh,760px)] w-[calc(100vw-24px)] overflow-visible rounded-lg border border-line2 bg-s1 p-0 text-ink shadow-2xl backdrop:bg-[var(--shade)] ${props.wide ? 'max-w-[860px]' : 'max-w-[560px]'} ${props.bare ? 'mt-[12vh]' : ''}`}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) props.onClose();
      }}
    >
      <div className="flex max-h-[min(86dvh,760px)] flex-col">
        {props.bare ? null : (
          <header className="flex items-center justify-between border-b border-line px-4 py-2">
            <h2>{props.title}</h2>
            <IconButton icon="close" label={t('frame.close')} onClick={props.onClose} />
          </header>
        )}
        {props.bare ? (
          <div className="min-h-0">{props.children}</div>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys
          <section className="min-h-0 overflow-y-auto px-4 py-3" tabIndex={0} aria-label={props.title}>
            {props.children}
          </section>
        )}
      </div>
    </dialog>
  );
}
