'use client';

import { useQuery } from '../../state/use-query';
import { Computing, QueryFailure } from '../../ui/states';
import type { ProfileTabProps } from './tabs';
import { TopTable } from './top-table';

/** Every function, file, line or address as `go tool pprof -top` counts them. */
export default function TopTab(props: ProfileTabProps) {
  const top = useQuery('profile.top', { ...props.query, limit: 0, nodeFraction: 0 });
  if (top.error) return <QueryFailure error={top.error} />;
  if (!top.data) return <Computing />;
  return <TopTable {...props} report={top.data} />;
}
