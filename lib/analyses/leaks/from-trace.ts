import type { Finding } from '../../model/finding';
import type { CaseIndex } from '../case';

export function traceLeaks(index: CaseIndex): Finding[] {
  return index.of('trace').flatMap(() => []);
}
