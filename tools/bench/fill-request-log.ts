import { createNewId } from '../../apps/agent/src/clock.ts';
import { createLogWriter } from '../../apps/agent/src/request-log/log-writer.ts';
import { openLog } from '../../apps/agent/src/request-log/open-log.ts';
import type { RequestRecord } from '../../apps/agent/src/request-log/port.ts';

type Filling = { path: string; rows: number; days: number; until: Date };

const PROVIDERS = ['stripe', 'booking-com', 'line', 'openweathermap', 'omise', 'agoda', 'twilio', 'google-maps'];
const ENDPOINTS = ['create', 'get', 'list', 'update'];
const BATCH = 1000;
const DAY_MS = 86_400_000;
const HEADERS = '{"accept":"application/json"}';

/** Fills a request log with calls spread evenly over the days before `until`, through its own writer, roll-ups included. About 400 bytes a row. */
export function fillRequestLog({ path, rows, days, until }: Filling): void {
  const database = openLog(path);
  const writer = createLogWriter(database);
  const from = until.getTime() - days * DAY_MS;
  let at = from;
  const newId = createNewId({ now: () => new Date(at) });
  for (let written = 0; written < rows; written += BATCH) {
    const batch: RequestRecord[] = [];
    for (let index = written; index < Math.min(rows, written + BATCH); index += 1) {
      at = from + Math.floor((index / rows) * days * DAY_MS);
      batch.push(someCall(newId('req'), index, at));
    }
    writer.write(batch);
  }
  database.close();
}

/** Response times like a network's: most short, a few very long; two in a hundred fail. Repeats the same way every time. */
function someCall(requestId: string, index: number, at: number): RequestRecord {
  const chance = ((index * 2_654_435_761) >>> 0) / 2 ** 32;
  const provider = index % PROVIDERS.length;
  const endpoint = Math.floor(index / PROVIDERS.length) % ENDPOINTS.length;
  const successful = chance > 0.02;
  return {
    requestId,
    provider: PROVIDERS[provider] ?? '',
    providerRowId: provider + 1,
    endpoint: ENDPOINTS[endpoint] ?? '',
    endpointRowId: provider * ENDPOINTS.length + endpoint + 1,
    operatorId: null,
    reservationId: null,
    paymentId: index % 50 === 0 ? `pay_${Math.floor(index / 200)}` : null,
    method: 'GET',
    url: `https://api.provider.test/v1/things/${index}`,
    requestHeaders: HEADERS,
    requestBody: null,
    status: successful ? 200 : 503,
    responseHeaders: HEADERS,
    responseBody: `{"id":${index},"note":"${'x'.repeat(120)}"}`,
    durationMs: Math.floor(20 / (1.0005 - chance)),
    error: successful ? null : 'provider_failed: HTTP 503',
    attempts: 1,
    successful,
    at,
  };
}
