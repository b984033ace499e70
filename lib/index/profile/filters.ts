import { simplifyFunction } from './names';
import type { Matcher } from './regexp';
import { keepLines, keepSamples, locationCount, mappingFile, type ProfileView, removeLocations } from './view';

export interface NameFilters {
  readonly focus?: Matcher;
  readonly ignore?: Matcher;
  readonly hide?: Matcher;
  readonly show?: Matcher;
}

/** Names of filters that matched nothing, as the driver warns about them. */
export type Unmatched = string[];

/**
 * focus, ignore, hide and show: profile/filter.go, FilterSamplesByName. As there, a sample without any location goes as soon as
 * one of them is set.
 */
export function filterByName(view: ProfileView, filters: NameFilters, unmatched: Unmatched): void {
  const { focus, ignore, hide, show } = filters;
  if (focus === undefined && ignore === undefined && hide === undefined && show === undefined) return;
  const count = locationCount(view);
  const ignored = 1;
  const focused = 2;
  const state = new Uint8Array(count);
  for (let location = 0; location < count; location++) {
    if (ignore !== undefined && matchesLocation(view, location, ignore)) state[location] = ignored;
    else if (focus === undefined || matchesLocation(view, location, focus)) state[location] = focused;
  }
  const hidden = new Uint8Array(count);
  if (hide !== undefined) hideLines(view, hide, hidden, unmatched);
  if (show !== undefined) showLines(view, show, hidden, unmatched);
  if (focus !== undefined && !state.includes(focused)) unmatched.push('focus');
  if (ignore !== undefined && !state.includes(ignored)) unmatched.push('ignore');
  keepSamples(view, (sample) => {
    let found = false;
    for (let i = view.stackStart[sample]; i < view.stackEnd[sample]; i++) {
      const location = state[view.stack[i]];
      if (location === ignored) return false;
      if (location === focused) found = true;
    }
    return found;
  });
  if (hidden.includes(1)) removeLocations(view, hidden);
}

function hideLines(view: ProfileView, hide: Matcher, hidden: Uint8Array, unmatched: Unmatched): void {
  const matched = new Uint8Array(hidden.length);
  for (let location = 0; location < hidden.length; location++) if (matchesLocation(view, location, hide)) matched[location] = 1;
  keepLines(
    view,
    (location, line) =>
      matched[location] === 0 ||
      (!(hide.test(mappingFile(view, location)) && hasMapping(view, location)) && !matchesLine(view, line, hide)),
  );
  for (let location = 0; location < hidden.length; location++) if (matched[location] === 1 && isBare(view, location)) hidden[location] = 1;
  if (!matched.includes(1)) unmatched.push('hide');
}

function showLines(view: ProfileView, show: Matcher, hidden: Uint8Array, unmatched: Unmatched): void {
  keepLines(
    view,
    (location, line) => (hasMapping(view, location) && show.test(mappingFile(view, location))) || matchesLine(view, line, show),
  );
  let shown = false;
  for (let location = 0; location < hidden.length; location++) {
    if (isBare(view, location)) hidden[location] = 1;
    else shown = true;
  }
  if (!shown) unmatched.push('show');
}

/** profile/filter.go, ShowFrom: stacks are cut above the matching frame nearest to the root. */
export function showFrom(view: ProfileView, matcher: Matcher, unmatched: Unmatched): void {
  const count = locationCount(view);
  const matches = new Uint8Array(count);
  const lastLine = new Int32Array(count);
  for (let location = 0; location < count; location++) {
    lastLine[location] = view.lineStart[location + 1];
    if (hasMapping(view, location) && matcher.test(mappingFile(view, location))) {
      matches[location] = 1;
      continue;
    }
    for (let line = view.lineStart[location + 1] - 1; line >= view.lineStart[location]; line--) {
      if (!matchesLine(view, line, matcher)) continue;
      matches[location] = 1;
      lastLine[location] = line;
      break;
    }
  }
  keepLines(view, (location, line) => line <= lastLine[location]);
  keepSamples(view, (sample) => {
    for (let i = view.stackEnd[sample] - 1; i >= view.stackStart[sample]; i--) {
      if (matches[view.stack[i]] === 1) {
        view.stackEnd[sample] = i + 1;
        return true;
      }
    }
    return false;
  });
  if (!matches.includes(1)) unmatched.push('show-from');
}

/** profile/prune.go, PruneFrom: stacks are cut below the matching frame nearest to the leaf. */
export function pruneFrom(view: ProfileView, matcher: Matcher): void {
  const count = locationCount(view);
  const beneath = new Uint8Array(count);
  const firstLine = new Uint32Array(count);
  for (let location = 0; location < count; location++) {
    firstLine[location] = view.lineStart[location];
    for (let line = view.lineStart[location]; line < view.lineStart[location + 1]; line++) {
      if (!prunable(view, line, matcher)) continue;
      beneath[location] = 1;
      firstLine[location] = line;
      break;
    }
  }
  keepLines(view, (location, line) => line >= firstLine[location]);
  for (const sample of view.samples) {
    for (let i = view.stackStart[sample]; i < view.stackEnd[sample]; i++) {
      if (beneath[view.stack[i]] === 1) {
        view.stackStart[sample] = i;
        break;
      }
    }
  }
}

/** profile/prune.go, Prune: drop_frames and what they called go, as far as a frame above them stays. */
export function pruneFrames(view: ProfileView, drop: Matcher, keep: Matcher | undefined): void {
  const count = locationCount(view);
  const whole = 1;
  const part = 2;
  const state = new Uint8Array(count);
  const firstLine = new Uint32Array(count);
  for (let location = 0; location < count; location++) {
    firstLine[location] = view.lineStart[location];
    const end = view.lineStart[location + 1];
    for (let line = end - 1; line >= view.lineStart[location]; line--) {
      if (!prunable(view, line, drop, keep)) continue;
      state[location] = line === end - 1 ? whole : part;
      if (line !== end - 1) firstLine[location] = line + 1;
      break;
    }
  }
  if (!state.includes(whole) && !state.includes(part)) return;
  keepLines(view, (location, line) => line >= firstLine[location]);
  for (const sample of view.samples) {
    let foundUser = false;
    for (let i = view.stackEnd[sample] - 1; i >= view.stackStart[sample]; i--) {
      const prune = state[view.stack[i]];
      if (prune === 0) {
        foundUser = true;
        continue;
      }
      if (!foundUser) continue;
      view.stackStart[sample] = prune === whole ? i + 1 : i;
      break;
    }
  }
}

function prunable(view: ProfileView, line: number, drop: Matcher, keep?: Matcher): boolean {
  const name = view.functionName[view.lineFunction[line]];
  if (name === '') return false;
  const simple = simplifyFunction(name);
  return drop.test(simple) && (keep === undefined || !keep.test(simple));
}

function matchesLine(view: ProfileView, line: number, matcher: Matcher): boolean {
  const fn = view.lineFunction[line];
  return matcher.test(view.functionName[fn]) || matcher.test(view.functionFile[fn]);
}

function matchesLocation(view: ProfileView, location: number, matcher: Matcher): boolean {
  for (let line = view.lineStart[location]; line < view.lineStart[location + 1]; line++) if (matchesLine(view, line, matcher)) return true;
  return hasMapping(view, location) && matcher.test(mappingFile(view, location));
}

function hasMapping(view: ProfileView, location: number): boolean {
  return view.locationMapping[location] >= 0;
}

function isBare(view: ProfileView, location: number): boolean {
  return view.lineStart[location] === view.lineStart[location + 1];
}
