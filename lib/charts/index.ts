/**
 * The chart kit: pure layout, and drawing with d3 or on a canvas. app/ui/chart.tsx puts a chart on a page with its title,
 * table, export and text; the functions here know nothing of React.
 */
export * from './csv';
export * from './draw/axes';
export * from './draw/bars';
export * from './draw/curve';
export * from './draw/estimates';
export * from './draw/flame';
export * from './draw/histogram';
export * from './draw/lanes';
export * from './draw/lines';
export * from './draw/stacked';
export * from './draw/time-lanes';
export * from './export';
export * from './format';
export * from './layout/bars';
export * from './layout/flame';
export * from './layout/flame-view';
export * from './layout/histogram';
export * from './layout/series';
export * from './layout/stacked';
export * from './layout/time-lanes';
export * from './layout/time-ticks';
export * from './layout/time-window';
export * from './owner-colour';
export * from './theme';
