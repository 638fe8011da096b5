import * as z from 'zod';
import type { CarrierHealth } from '../carrier.ts';

/**
 * What a running cloudflared says of itself on its metrics address, as its sources write it:
 * https://github.com/cloudflare/cloudflared/blob/master/metrics/readiness.go and connection/metrics.go
 */

/** `/ready`: 200 while at least one connection stands, 503 without; the same body. Releases before 2024 leave out `connectorId`. */
export const Readiness = z.object({ status: z.int(), readyConnections: z.int().min(0), connectorId: z.string().optional() });
export type Readiness = z.infer<typeof Readiness>;

/** A named tunnel keeps four connections, to at least two of Cloudflare's sites. */
const ALL_CONNECTIONS = 4;

export type Metrics = { version: string | undefined; locations: readonly string[]; requestErrors: number | undefined };

/** The few of its Prometheus lines that tell staff something. A location that was left stays listed, with 0. */
export function readMetrics(text: string): Metrics {
  const locations = [...text.matchAll(/^cloudflared_tunnel_server_locations\{([^}]*)\} 1$/gm)].flatMap(
    ([, labels = '']) => /(?:edge_)?location="([^"]+)"/.exec(labels)?.[1] ?? [],
  );
  const errors = /^cloudflared_tunnel_request_errors (\d+)$/m.exec(text)?.[1];
  return {
    version: /^build_info\{[^}]*\bversion="([^"]+)"/m.exec(text)?.[1],
    locations: [...new Set(locations)].sort(),
    requestErrors: errors === undefined ? undefined : Number(errors),
  };
}

export function cloudflaredHealth({ readyConnections: ready, connectorId }: Readiness, metrics: Metrics | undefined): CarrierHealth {
  const detail = (en: string, th: string, value: string | undefined) => (value === undefined ? [] : [{ label: { en, th }, value }]);
  const level = ready >= ALL_CONNECTIONS ? 'full' : ready > 0 ? 'reduced' : 'none';
  return {
    level,
    note:
      level === 'reduced'
        ? {
            en: `It works with ${ready} of ${ALL_CONNECTIONS} connections.`,
            th: `ทำงานอยู่ด้วยการเชื่อมต่อ ${ready} จาก ${ALL_CONNECTIONS} เส้น`,
          }
        : null,
    details: [
      ...detail('Connections', 'การเชื่อมต่อ', `${ready} / ${ALL_CONNECTIONS}`),
      ...detail('Locations', 'ศูนย์ที่เชื่อมต่อ', metrics?.locations.join(', ') || undefined),
      ...detail('Failed requests', 'คำขอที่ล้มเหลว', metrics?.requestErrors?.toString()),
      ...detail('Connector', 'ตัวเชื่อมต่อ', connectorId),
      ...detail('Version', 'รุ่น', metrics?.version),
    ],
  };
}
