'use client';

import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { actionOf, type KeyActions } from '../state/key-table';
import { useKeys } from '../state/keys';
import { useText } from '../state/preferences';
import { keepSetting, readSetting } from '../state/settings';
import { IconButton } from './basics';

const least = 320;
const usual = 440;

/**
 * The panel at the right for the thing selected. It stands in the frame's slot, so that the content makes room for it; a screen without room for
 * both has it over the content, a narrow one as a sheet from below. Opened by a key it takes the focus, and gives it back when it closes; Escape
 * closes the one opened last.
 */
export function Drawer(props: { title: ReactNode; label: string; onClose: () => void; children: ReactNode }) {
  const t = useText();
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(usual);
  const panel = useRef<HTMLElement>(null);
  const content = useRef<HTMLElement>(null);
  useEffect(() => {
    setSlot(document.getElementById('drawer-slot'));
    const stored = Number(readSetting('gotriage-drawer'));
    if (stored >= least) setWidth(stored);
  }, []);
  useLayoutEffect(() => {
    const own = panel.current;
    if (!slot || !own) return;
    const before = document.activeElement;
    // Who opened it by a key would have to go through the rest of the page to come here.
    if (before instanceof HTMLElement && before.matches(':focus-visible')) content.current?.focus({ preventScroll: true });
    return () => {
      if (!own.contains(document.activeElement)) return;
      const back = before instanceof HTMLElement && before.isConnected ? before : document.getElementById('content');
      back?.focus({ preventScroll: true });
    };
  }, [slot]);
  useKeys<'drawer'>({
    Escape: () => {
      if (panel.current === slot?.lastElementChild) props.onClose();
    },
  });
  if (!slot) return null;
  const resize = (next: number) => {
    const held = Math.round(Math.min(Math.max(least, next), window.innerWidth * 0.7));
    setWidth(held);
    keepSetting('gotriage-drawer', String(held));
  };
  const edgeKeys: KeyActions<'drawerEdge'> = { ArrowLeft: () => resize(width + 32), ArrowRight: () => resize(width - 32) };
  return createPortal(
    <aside
      ref={panel}
      aria-label={props.label}
      className="drawer fixed inset-x-0 bottom-14 z-40 flex max-h-[64dvh] flex-col border-t border-line2 bg-s1 shadow-xl narrow:top-[var(--bar)] narrow:bottom-auto narrow:left-auto narrow:z-20 narrow:h-[calc(100dvh-var(--bar))] narrow:max-h-none narrow:w-[min(var(--drawer),60vw)] narrow:border-t-0 narrow:border-l wide:sticky wide:shadow-none"
      style={{ '--drawer': `${width}px` } as React.CSSProperties}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a rule that is dragged is a separator with a value */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={t('frame.resize')}
        aria-valuenow={width}
        aria-valuemin={least}
        aria-valuemax={1200}
        tabIndex={0}
        className="absolute inset-y-0 left-0 hidden w-1.5 -translate-x-1/2 cursor-col-resize hover:bg-accent narrow:block"
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(window.innerWidth - event.clientX);
        }}
        onKeyDown={(event) => actionOf(edgeKeys, event)?.()}
      />
      <header className="flex items-start justify-between gap-2 border-b border-line px-4 py-2">
        <h2 className="min-w-0 flex-1 pt-0.5 text-base">{props.title}</h2>
        <IconButton icon="close" label={t('frame.close')} onClick={props.onClose} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys */}
      <section ref={content} className="min-h-0 flex-1 overflow-y-auto px-4 py-3" tabIndex={0} aria-label={props.label}>
        {props.children}
      </section>
    </aside>,
    slot,
  );
}
