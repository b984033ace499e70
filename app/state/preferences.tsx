'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { Language } from '@/lib/base/localized';
import { type Translate, translator } from '@/lib/messages';
import { usePrinting } from './printing';

export type Theme = 'light' | 'dark' | 'system';

interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  readonly t: Translate;
  setLanguage(language: Language): void;
  /** Goes from what is shown now to the other one. */
  toggleTheme(): void;
  /** What is shown now, the system's wish included; paper is light. */
  readonly dark: boolean;
}

const Context = createContext<Preferences | undefined>(undefined);

/** A year: a preference is not a secret and is sent to this page's own server only, so that the first paint is right. */
const keep = 'path=/; max-age=31536000; samesite=strict';

export function PreferencesProvider(props: { language: Language; theme: Theme; children: ReactNode }) {
  const [language, setLanguageState] = useState(props.language);
  const [theme, setTheme] = useState(props.theme);
  const [systemDark, setSystemDark] = useState(false);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const read = () => setSystemDark(query.matches);
    read();
    query.addEventListener('change', read);
    return () => query.removeEventListener('change', read);
  }, []);
  const printing = usePrinting();
  const dark = !printing && (theme === 'dark' || (theme === 'system' && systemDark));

  const setLanguage = useCallback((next: Language) => {
    setLanguageState(next);
    document.documentElement.lang = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is missing in Firefox and Safari
    document.cookie = `gotriage-language=${next}; ${keep}`;
  }, []);
  const toggleTheme = useCallback(() => {
    const next: Theme = dark ? 'light' : 'dark';
    setTheme(next);
    document.documentElement.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is missing in Firefox and Safari
    document.cookie = `gotriage-theme=${next}; ${keep}`;
  }, [dark]);
  const value = useMemo(
    () => ({ language, theme, dark, t: translator(language), setLanguage, toggleTheme }),
    [language, theme, dark, setLanguage, toggleTheme],
  );
  return <Context value={value}>{props.children}</Context>;
}

export function usePreferences(): Preferences {
  const value = useContext(Context);
  if (!value) throw new Error('usePreferences stands outside PreferencesProvider');
  return value;
}

/** The translate function alone. */
export function useText(): Translate {
  return usePreferences().t;
}
