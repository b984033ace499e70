'use client';

import { keyAreas, keyNames } from '../state/key-table';
import { useText } from '../state/preferences';
import { Dialog } from '../ui/dialog';

/** Every key that does something in the view, by the part of the page that it is for. */
export function KeySheet({ view, onClose }: { view: string; onClose: () => void }) {
  const t = useText();
  return (
    <Dialog title={t('keys.title')} onClose={onClose} wide>
      <div className="gap-x-8 narrow:columns-2">
        {keyAreas(view).map((area) => (
          <section key={area.name} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 border-b border-line pb-1">{t(area.title)}</h3>
            <table className="w-full text-sm">
              <tbody>
                {area.rows.map(([keys, label]) => (
                  <tr key={label}>
                    <td className="w-1/2 py-1 pr-3">
                      <span className="flex flex-wrap gap-1">
                        {keys
                          .flatMap((key) => keyNames(key, t))
                          .map((name) => (
                            <kbd key={name} className="kbd">
                              {name}
                            </kbd>
                          ))}
                      </span>
                    </td>
                    <td className="py-1 text-ink2">{t(label)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
