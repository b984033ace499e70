'use client';

import Link from 'next/link';
import { useEffect, useState } from 'react';
import { useText } from '../state/preferences';
import { keepSetting, readSetting } from '../state/settings';
import { useUrl } from '../state/url';
import { Icon } from '../ui/icons';
import { views } from '../views/registry';

const item =
  'flex min-w-0 items-center gap-2.5 rounded-md px-2.5 py-1.5 text-ink2 hover:bg-s2 hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent max-narrow:flex-1 max-narrow:flex-col max-narrow:justify-center max-narrow:gap-0.5 max-narrow:px-0 max-narrow:py-0 max-narrow:text-[10px] max-narrow:leading-tight';

/** The views: a rail at the left, a bar at the bottom of narrow screens. */
export function Rail({ current }: { current: string }) {
  const t = useText();
  const url = useUrl();
  const [narrow, setNarrow] = useState(false);
  useEffect(() => setNarrow(readSetting('gotriage-rail') === 'narrow'), []);
  const toggle = () => {
    setNarrow(!narrow);
    keepSetting('gotriage-rail', narrow ? 'wide' : 'narrow');
  };
  return (
    <nav
      aria-label={t('frame.views')}
      className={`page-frame fixed inset-x-0 bottom-0 z-30 flex h-14 border-t border-line bg-s1 p-1 narrow:sticky narrow:top-[var(--bar)] narrow:h-[calc(100dvh-var(--bar))] narrow:shrink-0 narrow:flex-col narrow:gap-0.5 narrow:border-r narrow:border-t-0 narrow:p-2 ${narrow ? 'narrow:w-[var(--rail-narrow)]' : 'narrow:w-[var(--rail)]'}`}
    >
      {views.map((view) => (
        <a
          key={view.id}
          {...url.link(view.id)}
          className={`${item} ${narrow ? 'narrow:justify-center narrow:px-0' : ''}`}
          aria-current={view.id === current ? 'page' : undefined}
          title={t(view.label)}
        >
          <Icon name={view.icon} />
          <span className={`min-w-0 max-w-full shrink-0 truncate narrow:shrink ${narrow ? 'narrow:sr-only' : ''}`}>{t(view.label)}</span>
        </a>
      ))}
      <span className="hidden flex-1 narrow:block" />
      <Link
        href="/"
        prefetch={false}
        className={`${item} max-narrow:hidden ${narrow ? 'justify-center px-0' : ''}`}
        title={t('frame.home')}
      >
        <Icon name="home" />
        <span className={`truncate ${narrow ? 'sr-only' : ''}`}>{t('frame.home')}</span>
      </Link>
      <button
        type="button"
        className={`${item} max-narrow:hidden ${narrow ? 'justify-center px-0' : ''}`}
        aria-label={t(narrow ? 'frame.expand' : 'frame.collapse')}
        title={t(narrow ? 'frame.expand' : 'frame.collapse')}
        aria-expanded={!narrow}
        onClick={toggle}
      >
        <Icon name={narrow ? 'right' : 'left'} />
      </button>
    </nav>
  );
}
