import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Localized } from '../../lib/base/localized';
import {
  documentFiles,
  type GuidanceEntry,
  guidanceById,
  guidanceCatalogue,
  guidanceFor,
  guidanceGroups,
  guidanceIds,
  headings,
} from '../../lib/guidance';
import { figureUnits } from '../../lib/guidance/types';
import { leakCauses, ruleIds } from '../../lib/model/rules';

const cjk = /[\u3400-\u9fff]/;
const code = (text: string): string[] => [...new Set([...text.matchAll(/`([^`]+)`/g)].map((m) => m[1]))].sort();
const paragraphs = (text: string): number => text.split(/\n+/).length;

/** Every text of an entry with the place it stands at. */
function texts(entry: GuidanceEntry): [string, Localized][] {
  return [
    ['title', entry.title],
    ['text', entry.text],
    ['change.note', entry.change.note],
    ['goVersions', entry.goVersions],
    ...entry.verify.map((v, i): [string, Localized] => [`verify[${i}]`, v.expect]),
    ...entry.corrections.map((c, i): [string, Localized] => [`corrections[${i}]`, c.text]),
    ...(entry.figures ?? []).map((f): [string, Localized] => [`figure ${f.id}`, f.label]),
    ...entry.citations.map((c, i): [string, Localized] => [`citations[${i}]`, c.section]),
  ];
}

describe('the catalogue is whole', () => {
  it('holds every id once, in order', () => {
    expect(guidanceCatalogue.map((entry) => entry.id)).toEqual([...guidanceIds]);
    expect(guidanceById.size).toBe(guidanceIds.length);
  });

  it('keeps each group together, in the order of the groups', () => {
    const groups = guidanceCatalogue.map((entry) => entry.group);
    const runs = groups.filter((group, i) => group !== groups[i - 1]);
    expect(runs).toEqual([...guidanceGroups]);
  });

  it.each(guidanceCatalogue.map((entry) => [entry.id, entry] as const))('%s is said in full', (_, entry) => {
    expect(entry.citations.length).toBeGreaterThan(0);
    expect(entry.verify.length).toBeGreaterThan(0);
    expect(entry.answers.length).toBeGreaterThan(0);
    expect(paragraphs(entry.text.en)).toBeGreaterThanOrEqual(3);
    for (const check of entry.verify) expect(check.command).toMatch(/^(gotriage|go|curl|grep|cat|env|for|GODEBUG=|GOGC=|GOMEMLIMIT=)/);
    for (const correction of entry.corrections) expect(correction.source).not.toBe('');
    expect(entry.change.before).not.toBe(entry.change.after);
  });
});

describe('docs/guidance.md', () => {
  it('has a row for each entry, under its title, and none besides', () => {
    const page = readFileSync(fileURLToPath(new URL('../../docs/guidance.md', import.meta.url)), 'utf8');
    const rows = [...page.matchAll(/^\| ((?:leak|gc|alloc|sched|lock|diag)-\S+) \| ([^|]+) \|/gm)].map((m) => [m[1], m[2]]);
    expect(rows).toEqual(guidanceCatalogue.map((entry) => [entry.id, entry.title.en]));
  });
});

describe('both languages say the same', () => {
  const all = guidanceCatalogue.flatMap((entry) => texts(entry).map(([place, text]) => [`${entry.id} ${place}`, text] as const));

  it.each(all)('%s', (place, text) => {
    expect(text.en).not.toMatch(cjk);
    expect(text.en.trim()).toBe(text.en);
    expect(text.zh.trim()).toBe(text.zh);
    if (!place.includes('citations') || cjk.test(text.zh)) expect(text.zh).toMatch(cjk);
    expect(paragraphs(text.zh)).toBe(paragraphs(text.en));
    // Code is not translated: the same names stand in both.
    if (!place.includes('citations')) expect(code(text.zh)).toEqual(code(text.en));
  });

  it('uses Chinese punctuation between Chinese characters', () => {
    const slips = all.filter(
      ([place, text]) => !place.includes('citations') && /[\u3400-\u9fff][,;:?!]|[,;:?!][\u3400-\u9fff]/.test(text.zh),
    );
    expect(slips.map(([place]) => place)).toEqual([]);
  });
});

describe('citations', () => {
  it.each(guidanceCatalogue.map((entry) => [entry.id, entry] as const))('of %s name a document and one of its headings', (_, entry) => {
    for (const citation of entry.citations) {
      if (citation.document === 'own') {
        expect(citation.file).toBe('');
        continue;
      }
      expect(citation.file).toBe(documentFiles[citation.document]);
      const known = Object.values<Localized>(headings[citation.document]).map((heading) => heading.zh);
      expect(known).toContain(citation.section.zh);
    }
    expect(new Set(entry.citations.map((c) => `${c.document} ${c.section.zh}`)).size).toBe(entry.citations.length);
  });

  it('leave no listed heading unused', () => {
    const cited = new Set(guidanceCatalogue.flatMap((entry) => entry.citations.map((c) => `${c.document} ${c.section.zh}`)));
    const listed = Object.entries(headings).flatMap(([document, sections]) =>
      Object.values<Localized>(sections).map((s) => `${document} ${s.zh}`),
    );
    expect(listed.filter((heading) => !cited.has(heading))).toEqual([]);
  });
});

describe('figures', () => {
  const figures = guidanceCatalogue.flatMap((entry) => (entry.figures ?? []).map((figure) => ({ entry, figure })));

  it('have unique ids, finite values and known units', () => {
    expect(new Set(figures.map(({ figure }) => figure.id)).size).toBe(figures.length);
    for (const { figure } of figures) {
      expect(Number.isFinite(figure.value)).toBe(true);
      expect(figureUnits).toContain(figure.unit);
    }
  });

  it('come from a document that the entry cites, or from Go itself', () => {
    const stray = figures.filter(
      ({ entry, figure }) => figure.document !== 'own' && !entry.citations.some((c) => c.document === figure.document),
    );
    expect(stray.map(({ figure }) => figure.id)).toEqual([]);
  });

  it('that are superseded stand beside a correction', () => {
    for (const { entry, figure } of figures) if (figure.superseded) expect(entry.corrections.length, figure.id).toBeGreaterThan(0);
  });
});

describe('findings and entries meet both ways', () => {
  it.each(ruleIds)('rule %s leads to an entry', (rule) => {
    expect(guidanceFor(rule).length).toBeGreaterThan(0);
  });

  it.each(leakCauses)('a leak by %s leads to an entry of its own and to the triage', (cause) => {
    const ids = guidanceFor('goroutine-leak', cause);
    expect(ids).toContain('leak-triage');
    expect(guidanceById.get(ids[0])!.answers.some((a) => a.when?.cause?.includes(cause))).toBe(true);
  });

  it('every entry is reached from some rule and cause', () => {
    const reached = new Set(ruleIds.flatMap((rule) => [undefined, ...leakCauses].flatMap((cause) => guidanceFor(rule, cause))));
    expect(guidanceIds.filter((id) => !reached.has(id))).toEqual([]);
  });

  it('every GC finding leads to the phases, every allocation finding to the hot path', () => {
    for (const rule of ruleIds) {
      if (rule.startsWith('gc-')) expect(guidanceFor(rule), rule).toContain('gc-read-phases');
      if (rule.startsWith('alloc-')) expect(guidanceFor(rule), rule).toContain('alloc-find-hot-path');
    }
  });

  it('puts the most specific first', () => {
    expect(guidanceFor('goroutine-leak', 'select')).toEqual(['leak-select-no-cancel', 'leak-ticker', 'leak-triage']);
    expect(guidanceFor('goroutine-leak', 'chan-receive')).toEqual(['leak-unclosed-receive', 'leak-ticker', 'leak-triage']);
    expect(guidanceFor('goroutine-leak', 'chan-send')).toEqual(['leak-blocked-send', 'lock-channel-backpressure', 'leak-triage']);
    expect(guidanceFor('goroutine-leak', 'mutex')).toEqual(['leak-mutex', 'lock-contention', 'leak-triage']);
    expect(guidanceFor('goroutine-leak', 'io-wait')).toEqual(['leak-http-body', 'leak-triage']);
    expect(guidanceFor('gc-cpu-share')[0]).toBe('gc-allocate-less');
    expect(guidanceFor('alloc-slice-growth')[0]).toBe('alloc-slice-growth');
    expect(guidanceFor('profile-empty')).toEqual(['diag-enable-profiles']);
  });

  it('lets the stack pick where the cause alone does not say', () => {
    const transport = ['net/http.(*persistConn).readLoop', 'net/http.(*Transport).dialConn'];
    expect(guidanceFor('goroutine-leak', 'select', transport)[0]).toBe('leak-http-body');
    expect(guidanceFor('goroutine-leak', 'select', ['main.subscribe'])).not.toContain('leak-http-body');
    expect(guidanceFor('alloc-hot-path', undefined, ['runtime.deferproc', 'main.importAll'])[0]).toBe('alloc-defer-loop');
    expect(guidanceFor('alloc-hot-path')).not.toContain('alloc-defer-loop');
  });
});
