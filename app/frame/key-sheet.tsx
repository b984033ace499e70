'use client';

import type { MessageKey } from '@/lib/messages';
import { useText } from '../state/preferences';
import { Dialog } from '../ui/dialog';

const keys: readonly (readonly [readonly string[], MessageKey])[] = [
  [['?'], 'frame.keySheet'],
  [['/'], 'frame.keySearch'],
  [['Ctrl K', '⌘ K'], 'frame.keyPalette'],
  [['[', ']'], 'frame.keyFindings'],
  [['T'], 'frame.keyTheme'],
  [['Esc'], 'frame.keyClose'],
  [['W', 'A', 'S', 'D', '← ↑ ↓ →'], 'frame.keyMove'],
  [['F'], 'frame.keyFit'],
  [['0'], 'frame.keyReset'],
  [['M'], 'frame.keyMark'],
];

export function KeySheet({ onClose }: { onClose: () => void }) {
  const t = useText();
  return (
    <Dialog title={t('frame.keys')} onClose={onClose}>
      <table className="w-full">
        <tbody>
          {keys.map(([names, label]) => (
            <tr key={label}>
              <td className="w-2/5 py-1.5 pr-3">
                <span className="flex flex-wrap gap-1">
                  {names.map((name) => (
                    <kbd key={name} className="kbd">
                      {name}
                    </kbd>
                  ))}
                </span>
              </td>
              <td className="py-1.5 text-ink2">{t(label)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
