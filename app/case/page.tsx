import type { Metadata } from 'next';
import { CasePage } from './case-page';

export const metadata: Metadata = { title: 'Case' };

/**
 * One route holds every view of a case: `?id=` names the case in this browser, `view=` the view, and the rest is that
 * view's selection and filters. The worker with the decoded case so lives on while the user moves between views.
 */
export default function Page() {
  return <CasePage />;
}
