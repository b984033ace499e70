'use client';

import { defaultLimits } from '@/lib/base/limits';
import { formatBytes } from '@/lib/charts/format';
import { captureTime, formatIcon } from '../../frame/case-bar';
import { useCase } from '../../state/case';
import { usePreferences } from '../../state/preferences';
import { useUrl } from '../../state/url';
import { Icon } from '../../ui/icons';

/** The captures of the case with their format, size and time; a row opens the file's summary. */
export function InputTable() {
  const { t, language } = usePreferences();
  const { inputs, record } = useCase();
  const url = useUrl();
  return (
    <section aria-labelledby="inputs" className="panel overflow-hidden">
      <h2 id="inputs" className="px-4 pb-2 pt-3 text-base">
        {t('overview.inputs')}
      </h2>
      <table className="w-full table-fixed text-sm">
        <thead className="text-left text-ink2">
          <tr>
            <th className="px-4 py-1 font-medium">{t('overview.file')}</th>
            <th className="w-[150px] px-2 py-1 font-medium">{t('overview.format')}</th>
            <th className="num w-[76px] px-2 py-1 font-medium">{t('overview.size')}</th>
            <th className="hidden w-[190px] px-4 py-1 font-medium narrow:table-cell">{t('overview.captured')}</th>
          </tr>
        </thead>
        <tbody>
          {inputs.map((input) => (
            <tr key={input.index} className="hover:bg-s2">
              <td className="border-t border-line px-4 py-1">
                <button
                  type="button"
                  className="flex w-full min-w-0 items-center gap-2 text-left text-accent hover:underline"
                  onClick={() => url.set({ file: String(input.index) }, { replace: true })}
                >
                  <Icon name={formatIcon(input.format)} size={13} />
                  <span className="min-w-0 truncate font-mono" title={input.name}>
                    {input.name}
                  </span>
                  {!input.ok || input.warnings.length > 0 ? (
                    <span className={input.ok ? 'text-medium' : 'text-critical'}>
                      <Icon name="warning" size={12} />
                      <span className="sr-only">
                        {input.ok ? t('frame.warnings', { n: input.warnings.length }) : t('frame.unreadable')}
                      </span>
                    </span>
                  ) : null}
                </button>
              </td>
              <td className="truncate border-t border-line px-2 py-1">{input.format}</td>
              <td className="num border-t border-line px-2 py-1">{formatBytes(input.bytes)}</td>
              <td className="hidden border-t border-line px-4 py-1 text-ink2 narrow:table-cell">{captureTime(input, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <LeftOut names={record?.leftOut ?? []} more={record?.more === true} />
    </section>
  );
}

/** What the folders held and the case does not. */
function LeftOut({ names, more }: { names: readonly string[]; more: boolean }) {
  const { t } = usePreferences();
  if (names.length === 0 && !more) return null;
  const first = names.slice(0, told).join(', ');
  return (
    <p className="break-all border-t border-line px-4 py-2 text-sm text-ink2" data-testid="left-out">
      {names.length > 0
        ? t('overview.leftOut', {
            names: names.length > told ? t('overview.leftOutMore', { names: first, n: names.length - told }) : first,
          })
        : ''}{' '}
      {more ? t('overview.tooManyFiles', { n: defaultLimits.maxFiles }) : ''}
    </p>
  );
}

/** Names told one by one; the rest is counted. */
const told = 8;
