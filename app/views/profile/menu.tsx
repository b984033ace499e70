'use client';

import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { actionOf, type KeyActions } from '../../state/key-table';

export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
}

export interface MenuPlace {
  readonly x: number;
  readonly y: number;
}

/** A menu at a place of the window: arrow keys move, Enter chooses, Escape, Tab and a press beside it close it. */
export function Menu(props: { label: string; items: readonly MenuItem[]; at: MenuPlace; onClose: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number }>({ left: props.at.x, top: props.at.y });
  const close = useRef(props.onClose);
  close.current = props.onClose;
  useLayoutEffect(() => {
    const size = box.current?.getBoundingClientRect();
    if (!size) return;
    setPlace({
      left: Math.max(8, Math.min(props.at.x, window.innerWidth - size.width - 8)),
      top: Math.max(8, Math.min(props.at.y, window.innerHeight - size.height - 8)),
    });
  }, [props.at.x, props.at.y]);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const pressed = (event: PointerEvent) => {
      if (!(event.target instanceof Node) || !box.current?.contains(event.target)) close.current();
    };
    const away = () => close.current();
    window.addEventListener('pointerdown', pressed, true);
    window.addEventListener('resize', away);
    return () => {
      window.removeEventListener('pointerdown', pressed, true);
      window.removeEventListener('resize', away);
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  const move = (by: number) => {
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    items[(at + by + items.length) % items.length]?.focus();
  };
  const keys: KeyActions<'menu'> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: props.onClose,
    Tab: props.onClose,
  };
  return createPortal(
    <div
      ref={box}
      role="menu"
      tabIndex={-1}
      aria-label={props.label}
      className="fixed z-50 flex max-h-[80vh] w-max min-w-44 max-w-[90vw] flex-col overflow-y-auto rounded border border-line2 bg-s1 py-1 text-sm shadow-lg"
      style={place}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        const action = actionOf(keys, event);
        if (!action) return;
        action();
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {props.items.map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          className="px-3 py-1 text-left hover:bg-s2 focus-visible:bg-s2"
          onClick={() => {
            props.onClose();
            item.run();
          }}
        >
          {item.label}
        </button>
      ))}
    </div>,
    document.body,
  );
}
