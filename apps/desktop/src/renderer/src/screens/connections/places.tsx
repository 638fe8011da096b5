import { Link } from '@tanstack/react-router';
import tabs from '../../shell/place-tabs.module.css';
import { useText } from '../../text/use-text.ts';

const places = [
  { name: 'providers', to: '/connections' },
  { name: 'webhooks', to: '/connections/webhooks' },
] as const;

/** The two faces of the connections: what we ask, and what is told to us. */
export function ConnectionPlaces({ here }: { here: (typeof places)[number]['name'] }) {
  const { t } = useText();
  return (
    <nav className={tabs.tabs} aria-label={t('connections.places.label')}>
      {places.map(({ name, to }) => (
        <Link
          key={name}
          to={to}
          className={tabs.tab}
          activeOptions={{ exact: true }}
          // A detail beside the list lies on another address, and is still the same place.
          {...(name === here && { 'aria-current': 'page' as const })}
        >
          {t(`connections.places.${name}`)}
        </Link>
      ))}
    </nav>
  );
}
