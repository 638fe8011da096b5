import type { OpenConversation } from '@banrimkwae/contract/messages';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../access/session-context.tsx';
import { ProviderName, useProviderName } from '../../connections/provider-name.tsx';
import { Facts } from '../../details/facts.tsx';
import { Section } from '../../drawer/section.tsx';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import { useQuota } from './composer.tsx';
import styles from './conversation.module.css';
import { Initials } from './conversation-row.tsx';

/** Who the guest is as far as the channel tells, and where else the house may know them. */
export function GuestProfile({ conversation }: { conversation: OpenConversation }) {
  const { t, language } = useText();
  const { guestName, provider, reachable, lastAt } = conversation;
  return (
    <aside className={styles.profile} aria-label={t('guests.about')}>
      <div className={styles.who}>
        <Initials name={guestName} size={56} />
        <strong>{guestName}</strong>
      </div>
      <Facts
        facts={[
          [t('guests.channel'), <ProviderName key="channel" id={provider} />],
          [t('guests.language'), conversation.language && languageName(conversation.language, language)],
          [t('guests.reach'), t(reachable ? 'guests.reachYes' : 'guests.reachNo')],
          [t('guests.lastHeard'), <TimeAgo key="last" at={lastAt} />],
          [t('guests.quota'), <QuotaLine key="quota" provider={provider} />],
        ]}
      />
      <Elsewhere guestName={guestName} provider={provider} />
    </aside>
  );
}

function languageName(code: string, reader: 'en' | 'th'): string {
  return new Intl.DisplayNames([reader], { type: 'language', fallback: 'code' }).of(code) ?? code;
}

function QuotaLine({ provider }: { provider: string }) {
  const { t } = useText();
  const quota = useQuota(provider);
  if (!quota || quota.used === null) return t('guests.quotaUnknown');
  const { used, limit } = quota;
  return limit === null ? t('guests.quotaUsed', { used }) : t('guests.quotaOf', { used, limit });
}

function Elsewhere({ guestName, provider }: { guestName: string; provider: string }) {
  const { t } = useText();
  const may = useMay();
  const channel = useProviderName()(provider);
  const payments = may('payments.read');
  const bookings = may('channel.read');
  if (!payments && !bookings) return null;
  return (
    <Section title={t('guests.elsewhere')}>
      <div className={styles.links}>
        {payments && (
          <Link to="/payments" search={{ q: guestName }}>
            {t('guests.payments')}
          </Link>
        )}
        {bookings && (
          <Link to="/rooms/reservations" search={{ q: guestName }}>
            {t('guests.bookings')}
          </Link>
        )}
        <p className={styles.under}>{t('guests.hint', { channel })}</p>
      </div>
    </Section>
  );
}
