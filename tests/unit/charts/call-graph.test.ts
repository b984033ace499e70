import { describe, expect, test } from 'vitest';
import { measurementLabel } from '@/lib/base/units';
import { heat } from '@/lib/charts/draw/call-graph';
import { layoutCallGraph } from '@/lib/charts/layout/call-graph';
import { callGraphInput, neighbourBox } from '@/lib/charts/layout/call-graph-text';
import { callGraph } from '@/lib/index/profile';
import { dotText } from '@/lib/report/pprof-dot';
import { loadProfile } from '../../support/pprof-tool';

const capture = 'fixtures/captures/convert-faulty/allocs.pb.gz';

describe('call graph', () => {
  test('sizes of text are those of the DOT that pprof writes', async () => {
    for (const path of [capture, 'fixtures/captures/imaging-faulty/cpu.pb.gz', 'fixtures/captures/report-faulty/goroutine.3.pb.gz']) {
      const graph = callGraph(await loadProfile(path));
      const sizes = [...dotText(graph).matchAll(/^N\d+ \[.*?id="node\d+" fontsize=(\d+)/gm)].map(([, size]) => Number(size));
      const { boxes, links } = callGraphInput(graph, String);
      expect(boxes.map(({ fontSize }) => fontSize)).toEqual(sizes);
      expect(links).toHaveLength(graph.edges.length);
    }
  });

  test('weights of links are those of the DOT', async () => {
    const graph = callGraph(await loadProfile(capture));
    const weights = [...dotText(graph).matchAll(/^N\d+ -> N\d+ \[label="[^"]*"(?: weight=(\d+))?(?: penwidth=\d)? color/gm)];
    expect(weights).toHaveLength(graph.edges.length);
    expect(callGraphInput(graph, String).links.map(({ weight }) => weight)).toEqual(weights.map(([, weight]) => Number(weight ?? 1)));
  });

  test('names are broken at their dots, not inside of types', async () => {
    const graph = callGraph(await loadProfile(capture));
    const { boxes } = callGraphInput(graph, (value) => measurementLabel(value, 'bytes'));
    const at = graph.nodes.findIndex(({ name }) => name === 'encoding/json.(*decodeState).objectInterface');
    expect(boxes[at].lines.slice(0, 3)).toEqual(['json', '(*decodeState)', 'objectInterface']);
    expect(boxes[at].lines[3]).toBe('1GB (14.40%)');
  });

  test('boxes do not overlap, callers stand above what they call unless they call back', async () => {
    const graph = callGraph(await loadProfile(capture));
    const input = callGraphInput(graph, String);
    const { boxes, links, width, height } = layoutCallGraph(input);
    boxes.forEach((a, i) => {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width).toBeLessThanOrEqual(width);
      expect(a.y + a.height).toBeLessThanOrEqual(height);
      for (const b of boxes.slice(i + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart).toBe(true);
      }
    });
    expect(links.every(({ points }) => points.length >= 2)).toBe(true);
    const down = graph.edges.filter(({ from, to }) => boxes[from].y < boxes[to].y).length;
    expect(down / graph.edges.length).toBeGreaterThan(0.9);
    const heaviest = graph.edges[0];
    expect(neighbourBox(graph, boxes, heaviest.from, 'callee')).toBe(graph.edges.find(({ from }) => from === heaviest.from)?.to);
    expect(neighbourBox(graph, boxes, heaviest.to, 'caller')).toBe(graph.edges.find(({ to }) => to === heaviest.to)?.from);
  });

  test('no box without a graph', () => {
    expect(layoutCallGraph({ boxes: [], links: [] })).toMatchObject({ boxes: [], links: [] });
  });

  test('colours of light boxes are those of the DOT', async () => {
    const dot = dotText(callGraph(await loadProfile(capture)));
    const [, fill] = /^N1 \[.*fillcolor="#([0-9a-f]{6})"\]/m.exec(dot) ?? [];
    const graph = callGraph(await loadProfile(capture));
    const share = Number(graph.nodes[0].cum) / Number(graph.head.total);
    const parts = (heat(share, 'light-fill').match(/\d+/g) ?? []).map(Number);
    [0, 2, 4].forEach((at, i) => {
      expect(Math.abs(parts[i] - Number.parseInt(fill.slice(at, at + 2), 16))).toBeLessThanOrEqual(1);
    });
  });
});
