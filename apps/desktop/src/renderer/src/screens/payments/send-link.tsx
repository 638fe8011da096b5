import type { Payment } from '@banrimkwae/contract/payments';
import { Button, Group, SegmentedControl, Text, Textarea } from '@mantine/core';
import { IconBrandLine, IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { Section } from '../../drawer/section.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import { CopyText } from './copy-text.tsx';
import { SendByLine } from './send-by-line.tsx';
import { useInBoth, useLinkMessage } from './use-guest-words.ts';

/** Gets a link to a guest who does not stand at the desk: by LINE, by e-mail, or copied into anything else. */
export function SendLink({ payment, url }: { payment: Payment; url: string }) {
  const { t, language } = useText();
  const message = useLinkMessage(payment, url);
  const subject = useInBoth()((say) => say('payments.mailSubject', { amount: showMoney(payment.amount) }));
  const [speech, setSpeech] = useState<'en' | 'th'>(language);
  const [typed, setTyped] = useState<string>();
  const [byLine, setByLine] = useState(false);
  const text = typed ?? message[speech];
  const mail = `mailto:${encodeURIComponent(payment.guest.email ?? '')}?subject=${encodeURIComponent(subject[speech])}&body=${encodeURIComponent(text)}`;
  return (
    <Section
      title={t('payments.send')}
      action={
        <SegmentedControl
          size="xs"
          aria-label={t('payments.guestLanguage')}
          value={speech}
          data={[
            { value: 'th', label: 'ไทย' },
            { value: 'en', label: 'English' },
          ]}
          onChange={(value) => {
            setSpeech(value === 'th' ? 'th' : 'en');
            setTyped(undefined);
          }}
        />
      }
    >
      <Textarea
        aria-label={t('payments.sendText')}
        lang={speech}
        autosize
        minRows={2}
        value={text}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Group gap={8} mt={8}>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconBrandLine size={14} />}
          onClick={() => setByLine(!byLine)}
          aria-expanded={byLine}
        >
          {t('payments.byLine')}
        </Button>
        {/* Handed to the computer's own mail program: a new window, as the page itself must not go away. */}
        <Button
          component="a"
          href={mail}
          target="_blank"
          rel="noreferrer"
          variant="default"
          size="compact-sm"
          leftSection={<IconMail size={14} />}
        >
          {t('payments.byMail')}
        </Button>
        <CopyText text={url}>{t('payments.copyLink')}</CopyText>
        <CopyText text={text}>{t('payments.copyMessage')}</CopyText>
      </Group>
      {byLine && <SendByLine guest={payment.guest.name} text={text} setSpeech={setSpeech} done={() => setByLine(false)} />}
      {payment.guest.email === null && (
        <Text size="xs" className="quiet" mt={4}>
          {t('payments.noMail')}
        </Text>
      )}
    </Section>
  );
}
