/**
 * The layer rule of docs/architecture.md: each layer lists what it may import inside lib/.
 * A failure names the file and the import: move the code down, or go through lib/query.
 */
const layers = {
  base: [],
  model: ['base'],
  formats: ['base', 'model'],
  index: ['base', 'model'],
  analyses: ['base', 'model', 'index'],
  guidance: ['base', 'model'],
  report: ['base', 'model', 'guidance', 'messages'],
  charts: ['base', 'model'],
  messages: ['base', 'model'],
  query: ['base', 'model', 'formats', 'index', 'analyses', 'guidance', 'report'],
  worker: ['base', 'model', 'query'],
  host: ['base', 'model', 'query', 'worker'],
  cli: ['base', 'model', 'query', 'report', 'host', 'messages'],
  server: ['base', 'model', 'query', 'report', 'host', 'messages'],
};

const rules = Object.entries(layers).map(([layer, allowed]) => ({
  name: `layer-${layer}`,
  severity: 'error',
  comment: `lib/${layer} may import only ${[layer, ...allowed].map((name) => `lib/${name}`).join(', ')} and packages`,
  from: { path: `^lib/${layer}/` },
  to: { path: '^(lib|app|tests|bench|fixtures)/', pathNot: `^lib/(${[layer, ...allowed].join('|')})/` },
}));

const portable = ['base', 'model', 'formats', 'index', 'analyses', 'guidance', 'report', 'charts', 'messages', 'query', 'worker'];

module.exports = {
  forbidden: [
    ...rules,
    {
      name: 'app-through-query',
      severity: 'error',
      comment: 'app/ composes: it reaches decoders, indexes and analyses only through lib/query, lib/worker and lib/server',
      from: { path: '^app/' },
      to: { path: '^lib/(formats|index|analyses|cli)/' },
    },
    {
      name: 'portable',
      severity: 'error',
      comment: 'the code below lib/host runs in browsers too: no Node module',
      from: { path: `^lib/(${portable.join('|')})/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'a cycle hides which file comes first (types are gone by then, and what is loaded lazily comes after)',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|\\.next|dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
};
