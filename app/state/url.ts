'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { type ComponentProps, useCallback, useMemo, useSyncExternalStore } from 'react';

type Patch = Readonly<Record<string, string | undefined>>;

export interface UrlState {
  get(name: string): string | undefined;
  /**
   * Changes parameters; undefined or '' takes one away. A step in the history unless `replace`. A function is given what the address holds now,
   * for changes that were wished for some time before.
   */
  set(patch: Patch | ((get: UrlState['get']) => Patch), options?: { replace?: boolean }): void;
  /** Goes to another view: only the case and the parameters given stay. */
  go(view: string, params?: Patch): void;
  /** The same as a link, which opens in another tab as links do. */
  link(view: string, params?: Patch): Pick<ComponentProps<'a'>, 'href' | 'onClick'>;
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/**
 * View, selection and filters as the address holds them. Changing them does not ask the server.
 *
 * The router's own search parameters follow the address in a transition, some frames late: a checkbox that shows the address would spring
 * back under the click. So the address itself is read, and every reader learns of a change at once. The router's parameters are what the
 * server knew, and what tells of a navigation: the new function given for each of its renders makes React look at the address again.
 */
export function useUrl(): UrlState {
  const known = useSearchParams();
  const path = usePathname();
  const routed = () => (known.size === 0 ? '' : `?${known}`);
  const search = useSyncExternalStore(
    subscribe,
    // A page is rendered once before the address is its own.
    () => (window.location.pathname === path ? window.location.search : routed()),
    routed,
  );
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const get = useCallback((name: string) => params.get(name) ?? undefined, [params]);
  const set = useCallback<UrlState['set']>((patch, options) => {
    const next = new URLSearchParams(window.location.search);
    const changes = typeof patch === 'function' ? patch((name) => next.get(name) ?? undefined) : patch;
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === '') next.delete(name);
      else next.set(name, value);
    }
    write(next, options?.replace === true);
  }, []);
  const go = useCallback<UrlState['go']>((view, patch = {}) => {
    write(paramsOf(new URLSearchParams(window.location.search).get('id'), view, patch), false);
    window.scrollTo({ top: 0 });
  }, []);
  const id = params.get('id');
  const link = useCallback<UrlState['link']>(
    (view, patch = {}) => ({
      href: `${path}?${paramsOf(id, view, patch)}`,
      onClick: (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(view, patch);
      },
    }),
    [path, id, go],
  );
  return { get, set, go, link };
}

function paramsOf(id: string | null, view: string, patch: Patch): URLSearchParams {
  const params = new URLSearchParams();
  if (id) params.set('id', id);
  params.set('view', view);
  for (const [name, value] of Object.entries(patch)) if (value) params.set(name, value);
  return params;
}

function write(params: URLSearchParams, replace: boolean): void {
  const address = `${window.location.pathname}?${params}`;
  if (address === window.location.pathname + window.location.search) return;
  if (replace) window.history.replaceState(null, '', address);
  else window.history.pushState(null, '', address);
  for (const listener of listeners) listener();
}
