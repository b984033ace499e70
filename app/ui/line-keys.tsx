import type { ReactNode } from 'react';

export interface LineKey {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  readonly dash?: string;
  /** Stands after the name. */
  readonly note?: ReactNode;
}

/** Which line of a chart is which: a piece of each, in its colour and dashes, before its name. */
export function LineKeys({ lines }: { lines: readonly LineKey[] }) {
  return (
    <ul className="flex min-w-0 flex-wrap gap-x-3 text-xs text-ink2">
      {lines.map((line) => (
        <li key={line.key} className="flex min-w-0 items-center gap-1">
          <svg aria-hidden="true" width="20" height="4" className="shrink-0">
            <line x1="0" x2="20" y1="2" y2="2" stroke={line.colour} strokeWidth="2" strokeDasharray={line.dash} />
          </svg>
          <span className="min-w-0 break-all">{line.label}</span>
          {line.note}
        </li>
      ))}
    </ul>
  );
}
