import { waitClass } from '../model/lanes';

/**
 * Colours by what they mean. SVG uses the CSS variables as they are; canvas needs the resolved values of the theme at hand.
 */

/** Token of a goroutine's state or wait reason, as Go names it (runtime/runtime2.go waitReasonStrings, internal/trace). */
export function stateToken(state: string): string {
  const name = state.toLowerCase();
  if (name.startsWith('running')) return '--running';
  if (name.startsWith('runnable')) return '--runnable';
  if (name.startsWith('syscall')) return '--syscall';
  if (name.includes('assist')) return '--assist';
  if (name.includes('sweep')) return '--sweep';
  if (name.startsWith('gc') || name.includes('mark')) return '--gc-mark';
  return `--${waitClass(name)}`;
}

/** The CSS value for a state's colour. */
export function stateColour(state: string): string {
  return `var(${stateToken(state)})`;
}

/** Resolves tokens to `rgb()` texts under the theme in force where `host` stands. */
export function readTokens<Name extends string>(host: Element, names: readonly Name[]): Record<Name, string> {
  const probe = document.createElement('span');
  probe.hidden = true;
  // Where the system sets the colours, it would give its own for every name: a canvas would be all of one.
  probe.style.setProperty('forced-color-adjust', 'none');
  host.append(probe);
  const found = {} as Record<Name, string>;
  for (const name of names) {
    probe.style.color = `var(${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

/** As a good screen has them: text stays sharp on paper, and a mark of one point can still be seen. */
const paperRatio = 2;

/** Points that a canvas is drawn with to a CSS pixel: the screen's, more on paper (`data-printing`, app/state/printing.ts). */
export function pixelRatio(): number {
  const screen = globalThis.devicePixelRatio || 1;
  return document.documentElement.dataset.printing === undefined ? screen : Math.max(screen, paperRatio);
}

/**
 * Calls back whenever the theme changes, by the page's own switch or by the system, and when a font has come: a canvas keeps what was drawn
 * without it. Returns the way to stop.
 */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', changed);
  document.fonts.addEventListener('loadingdone', changed);
  return () => {
    observer.disconnect();
    query.removeEventListener('change', changed);
    document.fonts.removeEventListener('loadingdone', changed);
  };
}
