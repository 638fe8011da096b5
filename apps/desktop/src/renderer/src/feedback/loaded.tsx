import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorPanel } from './error-panel.tsx';
import { DetailSkeleton } from './skeletons.tsx';
import { StaleNote } from './stale-note.tsx';

type LoadedProps<Data> = { query: UseQueryResult<Data>; skeleton?: ReactNode; children: (data: Data) => ReactNode };

/** An answer of the agent: a skeleton before the first one, the old one with its age while the agent does not answer. */
export function Loaded<Data>({ query, skeleton = <DetailSkeleton />, children }: LoadedProps<Data>) {
  if (query.data === undefined) {
    return query.error ? <ErrorPanel fault={query.error} retry={() => void query.refetch()} /> : skeleton;
  }
  return (
    <>
      <StaleNote query={query} />
      {children(query.data)}
    </>
  );
}
