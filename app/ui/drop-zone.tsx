'use client';

import { useEffect, useRef, useState } from 'react';
import { isTyping } from '../state/keys';
import type { NewFile } from '../state/store';
import { fileOfText, filesOfList, filesOfTransfer } from '../state/take-files';

/**
 * Takes files dropped or pasted anywhere on the page, and text pasted outside a field. Shows a veil while files are
 * dragged over the page.
 */
export function PageDrop(props: { label: string; pastedName: string; onFiles: (files: NewFile[]) => void }) {
  const [over, setOver] = useState(false);
  const current = useRef(props);
  current.current = props;
  useEffect(() => {
    let depth = 0;
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
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !holdsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      current.current.onFiles(filesOfTransfer(event.dataTransfer));
    };
    const paste = (event: ClipboardEvent) => {
      if (isTyping(event.target) || !event.clipboardData) return;
      const files = filesOfList(event.clipboardData.files);
      const text = event.clipboardData.getData('text/plain');
      if (files.length > 0) current.current.onFiles(files);
      else if (text.trim() !== '') current.current.onFiles([fileOfText(current.current.pastedName, text)]);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', overPage);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', overPage);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', paste);
    };
  }, []);
  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-[var(--shade)]">
      <p className="rounded-md border-2 border-dashed border-accent bg-s1 px-8 py-6 text-lg font-semibold">{props.label}</p>
    </div>
  );
}

/** A button that opens the file picker. */
export function FilePicker(props: { label: string; className: string; onFiles: (files: NewFile[]) => void; children: React.ReactNode }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={props.label}
        data-testid="file-input"
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
