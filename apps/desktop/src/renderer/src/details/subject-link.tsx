import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useProviderIds } from '../connections/provider-name.tsx';
import { CopyableId } from './copyable-id.tsx';
import styles from './details.module.css';
import { placeOf, type SubjectPlace } from './subject-place.ts';

/** What an entry is about: a link where a screen shows it, else its id to copy. */
export function SubjectLink({ id }: { id: string }) {
  const place = placeOf(id, useProviderIds());
  if (!place) return <CopyableId value={id} />;
  return (
    <PlaceLink place={place} className={`mono ${styles.link}`}>
      {id}
    </PlaceLink>
  );
}

type PlaceLinkProps = { place: SubjectPlace; className?: string | undefined; children: ReactNode };

function PlaceLink({ place: { kind, id }, ...props }: PlaceLinkProps) {
  if (kind === 'payment') return <Link to="/payments/$paymentId" params={{ paymentId: id }} {...props} />;
  if (kind === 'reservation') return <Link to="/rooms/reservations/$reservationId" params={{ reservationId: id }} {...props} />;
  if (kind === 'conversation') return <Link to="/guests/$conversationId" params={{ conversationId: id }} {...props} />;
  if (kind === 'webhook') return <Link to="/traffic/webhooks/$webhookId" params={{ webhookId: id }} {...props} />;
  if (kind === 'request') return <Link to="/traffic/requests/$requestId" params={{ requestId: id }} {...props} />;
  if (kind === 'job') return <Link to="/traffic/jobs/$jobId" params={{ jobId: id }} {...props} />;
  if (kind === 'replay') return <Link to="/traffic/replays/$replayId" params={{ replayId: id }} {...props} />;
  if (kind === 'outage') return <Link to="/traffic/recovery/$outageId" params={{ outageId: id }} {...props} />;
  if (kind === 'approval') return <Link to="/payments/approvals/$approvalId" params={{ approvalId: id }} {...props} />;
  if (kind === 'dispute') return <Link to="/payments/disputes/$disputeId" params={{ disputeId: id }} {...props} />;
  return <Link to="/connections/$providerId" params={{ providerId: id }} {...props} />;
}
