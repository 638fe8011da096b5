import type { Permission } from '@banrimkwae/contract/roles';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../../access/session-context.tsx';
import { OnlyFor } from '../../feedback/only-for.tsx';
import { Page } from '../../shell/page.tsx';
import tabs from '../../shell/place-tabs.module.css';
import { useText } from '../../text/use-text.ts';
import { OutgoingEndpoints } from '../outgoing/endpoints.tsx';
import { ApiKeys } from './api-keys.tsx';
import { DesktopSettings } from './desktop-settings.tsx';
import { MySettings } from './my-settings.tsx';
import { Operators } from './operators.tsx';
import { ResortFacts } from './resort-facts.tsx';

type Part = { name: 'me' | 'resort' | 'operators' | 'keys' | 'outgoing' | 'desktop'; may?: Permission; content: () => ReactNode };

const parts: readonly Part[] = [
  { name: 'me', content: MySettings },
  { name: 'resort', content: ResortFacts },
  { name: 'operators', may: 'operators.manage', content: Operators },
  { name: 'keys', may: 'api_keys.manage', content: ApiKeys },
  { name: 'outgoing', may: 'outgoing.manage', content: OutgoingEndpoints },
  { name: 'desktop', content: DesktopSettings },
];

/** What a person sets for themselves, and who may do what. */
export function SettingsScreen() {
  const { t } = useText();
  const may = useMay();
  const { tab = 'me', id } = useSearch({ from: '/settings' });
  const { may: needed, content: Content } = parts.find(({ name }) => name === tab) ?? { content: MySettings };
  const lists = needed !== undefined;
  return (
    <Page title={t('shell.places.settings')} fills={lists} besideDetail={lists && id !== undefined}>
      <nav className={tabs.tabs} aria-label={t('shell.places.settings')}>
        {parts
          .filter((part) => part.may === undefined || may(part.may))
          .map(({ name }) => (
            <Link key={name} to="/settings" search={{ tab: name }} className={tabs.tab} aria-current={name === tab ? 'page' : undefined}>
              {t(`settings.parts.${name}`)}
            </Link>
          ))}
      </nav>
      {needed ? (
        <OnlyFor may={needed}>
          <Content />
        </OnlyFor>
      ) : (
        <Content />
      )}
    </Page>
  );
}
