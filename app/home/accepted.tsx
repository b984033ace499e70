'use client';

import type { MessageKey } from '@/lib/messages';
import { useText } from '../state/preferences';

const rows: readonly { kind: MessageKey; shows: MessageKey; how: string }[] = [
  { kind: 'home.kindProfile', shows: 'home.showsProfile', how: 'curl -o heap.pb.gz http://localhost:6060/debug/pprof/heap' },
  { kind: 'home.kindDump', shows: 'home.showsDump', how: "curl -o goroutines.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2'" },
  { kind: 'home.kindTrace', shows: 'home.showsTrace', how: "curl -o trace.out 'http://localhost:6060/debug/pprof/trace?seconds=5'" },
  { kind: 'home.kindGc', shows: 'home.showsGc', how: 'GODEBUG=gctrace=1,schedtrace=1000 ./server 2> gc.log' },
  { kind: 'home.kindNotes', shows: 'home.showsNotes', how: 'go build -gcflags=-m=2 ./... 2> escape.txt' },
  { kind: 'home.kindBundle', shows: 'home.showsBundle', how: 'zip incident.zip heap.pb.gz goroutines.txt trace.out' },
];

/** What can be opened, how it is taken, and what it shows. */
export function Accepted() {
  const t = useText();
  return (
    <section aria-labelledby="accepted">
      <h2 id="accepted">{t('home.accepted')}</h2>
      <div className="panel mt-3 overflow-hidden">
        <table className="w-full table-fixed text-sm">
          <thead className="text-left text-ink2">
            <tr>
              <th className="w-[34%] px-3 py-2 font-medium narrow:w-[20%]">{t('home.acceptedKind')}</th>
              <th className="hidden px-3 py-2 font-medium narrow:table-cell narrow:w-[28%]">{t('home.acceptedShows')}</th>
              <th className="px-3 py-2 font-medium">{t('home.acceptedHow')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.kind}>
                <td className="border-t border-line px-3 py-1.5 align-top font-medium">{t(row.kind)}</td>
                <td className="hidden border-t border-line px-3 py-1.5 align-top text-ink2 narrow:table-cell">{t(row.shows)}</td>
                <td className="border-t border-line px-3 py-1.5 align-top">
                  <code className="break-words text-ink2">{row.how}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
