import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { languages, wantedLanguage } from '@/lib/base/localized';
import './globals.css';
import { PreferencesProvider, type Theme } from './state/preferences';

export const metadata: Metadata = {
  title: { default: 'gotriage', template: '%s · gotriage' },
  description: 'Production profiles of Go programs, diagnosed: leaks, GC pauses, allocation hot paths.',
  referrer: 'no-referrer',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

/** The language chosen in the bar, else the browser's. Reading the cookies renders every page on request, which the nonce of the security policy needs as well. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const chosen = languages.find((known) => known === jar.get('gotriage-language')?.value);
  const language = chosen ?? wantedLanguage((await headers()).get('accept-language')) ?? 'en';
  const wished = jar.get('gotriage-theme')?.value;
  const theme: Theme = wished === 'dark' || wished === 'light' ? wished : 'system';
  return (
    <html lang={language} data-theme={theme === 'system' ? undefined : theme}>
      <body>
        <PreferencesProvider language={language} theme={theme}>
          {children}
        </PreferencesProvider>
      </body>
    </html>
  );
}
