import type { Connector } from '@banrimkwae/connector-kit/connector';

export type HostRules = {
  profile: 'practice' | 'live';
  sandboxUrl: string;
  connectors: ReadonlyMap<string, Connector>;
  /** Addresses an administrator configured, read at every question: a new one counts at once. */
  configured: () => readonly string[];
};

/**
 * Which base addresses may be called at all. Practice: the sandbox and nothing else, whatever is configured. Live: the hosts of the
 * manifests and those an administrator set, by TLS.
 */
export function hostRule({ profile, sandboxUrl, connectors, configured }: HostRules): (url: URL) => boolean {
  if (profile === 'practice') return (url) => url.origin === new URL(sandboxUrl).origin;
  const published = new Set(
    [...connectors.values()].flatMap(({ manifest }) =>
      Object.values(manifest.hosts).flatMap(({ live, test }) => [live, test].filter((address) => address !== undefined).map(originOf)),
    ),
  );
  return (url) =>
    url.protocol === 'https:' && (published.has(url.origin) || configured().some((address) => originOf(address) === url.origin));
}

function originOf(address: string): string | undefined {
  return URL.parse(address)?.origin;
}
