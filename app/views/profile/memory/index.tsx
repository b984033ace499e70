'use client';

import { usePreferences } from '../../../state/preferences';
import { useQuery } from '../../../state/use-query';
import { Command } from '../../../ui/basics';
import { Computing, Notice, QueryFailure } from '../../../ui/states';
import type { ProfileTabProps } from '../tabs';
import { Retained } from './retained';
import { ReviewTable } from './review';
import { Sizes } from './sizes';

/** What a heap profile says of allocation: allocated beside in use, sizes of objects, and what stays from snapshot to snapshot. */
export default function MemoryTab(props: ProfileTabProps) {
  const { t } = usePreferences();
  const heap = props.summary.sampleTypes.some(({ type }) => type === 'alloc_space' || type === 'inuse_space');
  const review = useQuery('explore.review', props.query, { skip: !heap });
  const sizes = useQuery('explore.sizes', props.query, { skip: !heap });
  const retained = useQuery('explore.retained', { input: props.input.index, part: props.part }, { skip: !heap });
  if (!heap) {
    return (
      <Notice title={t('states.emptyTitle')}>
        <p>{t('explore.notHeap')}</p>
        <Command text="curl -o heap.pb.gz http://localhost:6060/debug/pprof/heap" />
      </Notice>
    );
  }
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {[review.error, sizes.error, retained.error].map((error, i) => (error ? <QueryFailure key={i} error={error} /> : null))}
      {review.data ? <ReviewTable {...props} review={review.data} /> : review.error ? null : <Computing />}
      {sizes.data ? <Sizes {...props} spectrum={sizes.data} /> : null}
      {retained.data && !retained.data.inputs.includes(props.input.index) ? (
        <p className="text-sm text-ink2">{t('explore.retainedFrom', { names: retained.data.names.join(', ') })}</p>
      ) : null}
      {retained.data ? <Retained {...props} series={retained.data} /> : null}
      {!retained.data && !retained.loading && !retained.error ? <p className="text-sm text-ink2">{t('explore.retainedNone')}</p> : null}
    </div>
  );
}
