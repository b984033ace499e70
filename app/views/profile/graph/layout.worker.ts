import { type CallGraphInput, layoutCallGraph } from '@/lib/charts/layout/call-graph';

/** Places one graph and answers: the page ends the worker when another graph is wanted. */
self.onmessage = ({ data }: MessageEvent<CallGraphInput>) => {
  try {
    self.postMessage({ places: layoutCallGraph(data) });
  } catch (error) {
    self.postMessage({ failure: error instanceof Error ? error.message : String(error) });
  }
};
