'use client';

import { useUrl } from '../../state/url';
import { useQuery } from '../../state/use-query';
import { Computing, QueryFailure } from '../../ui/states';
import { DeltaTable } from './delta-table';
import type { SubjectActions } from './function-actions';
import { usePins } from './pins';
import type { ProfileTabProps } from './tabs';
import { TopTable } from './top-table';

/** The tab of the table alone, taller than below a graph. */
export default function TopTab(props: ProfileTabProps) {
  const actions = useSubjectActions(props);
  return <ProfileTable {...props} actions={actions} height={760} />;
}

/** Every function, file, line or address as `go tool pprof -top` counts them; with a base the values of both profiles. */
export function ProfileTable(props: ProfileTabProps & { actions: SubjectActions; height?: number }) {
  return props.base ? <DeltaTable {...props} base={props.base} /> : <PlainTable {...props} />;
}

function PlainTable(props: ProfileTabProps & { actions: SubjectActions; height?: number }) {
  const top = useQuery('profile.top', { ...props.query, limit: 0, nodeFraction: 0 });
  if (top.error) return <QueryFailure error={top.error} />;
  if (!top.data) return <Computing />;
  return <TopTable {...props} report={top.data} />;
}

/** What can be done with a row or a frame; a sandwich or a pin is shown by the flame graph's tab. */
export function useSubjectActions(props: Pick<ProfileTabProps, 'select' | 'setSearch' | 'addFilter'>): SubjectActions {
  const { set } = useUrl();
  const pins = usePins();
  return {
    select: props.select,
    setSearch: props.setSearch,
    addFilter: props.addFilter,
    sandwich: (name) => set({ shape: 'sandwich', around: name, tab: undefined, zoom: undefined }),
    pinned: (name) => pins.names.includes(name),
    pin: pins.toggle,
  };
}
