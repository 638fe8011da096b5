import type { Request, RequestHandler, Response } from 'express';
import express from 'express';
import { crossRate, printed, quotedCurrencies } from '../../exchange-rates.ts';
import type { Simulator, SimulatorWorld } from '../../simulator.ts';
import { FIXER_PRACTICE, type FixerSettings } from './settings.ts';

const HOUR_MS = 3_600_000;

/** https://fixer.io/documentation#errorcodes ; the marketplace answers the same resource behind a gateway of its own. */
const ERRORS = {
  noKey: {
    code: 101,
    type: 'missing_access_key',
    info: 'You have not supplied an API Access Key. [Required format: access_key=YOUR_ACCESS_KEY]',
  },
  key: {
    code: 101,
    type: 'invalid_access_key',
    info: 'You have not supplied a valid API Access Key. [Technical Support: support@apilayer.com]',
  },
  path: { code: 103, type: 'invalid_api_function', info: 'This API Function does not exist.' },
  usedUp: {
    code: 104,
    type: 'usage_limit_reached',
    info: 'Your monthly API request volume has been reached. Please upgrade your plan.',
  },
  base: { code: 105, type: 'base_currency_access_restricted' },
  plan: {
    code: 105,
    type: 'function_access_restricted',
    info: 'Access Restricted - Your current Subscription Plan does not support this API Function.',
  },
  symbols: {
    code: 202,
    type: 'invalid_currency_codes',
    info: 'You have provided one or more invalid Currency Codes. [Required format: currencies=EUR,USD,GBP,...]',
  },
} as const;

/** The free plan of Fixer through both of its doors. Hosts: `api` (data.fixer.io), `apilayer` (api.apilayer.com). */
export function fixerSimulator(world: SimulatorWorld, settings: FixerSettings = FIXER_PRACTICE): Simulator {
  const used = { month: '', calls: 0 };
  const count = (): boolean => {
    const month = world.now().toISOString().slice(0, 7);
    Object.assign(used, { month, calls: used.month === month ? used.calls + 1 : 1 });
    return used.calls <= settings.callsPerMonth;
  };
  const latest = (request: Request, response: Response) => void response.json(rates(world.now(), request.query));
  return {
    id: 'fixer',
    hosts: { api: ownDoor({ settings, count, latest }), apilayer: marketplaceDoor({ settings, count, latest }) },
    scenes: {
      monthIsUsedUp: () => {
        Object.assign(used, { month: world.now().toISOString().slice(0, 7), calls: settings.callsPerMonth });
        return { ...used };
      },
      monthBegins: () => Object.assign(used, { month: '', calls: 0 }),
    },
    state: () => ({ ...used, callsPerMonth: settings.callsPerMonth }),
    reset: () => void Object.assign(used, { month: '', calls: 0 }),
    errorBody: (status) => ({ contentType: 'application/json', body: JSON.stringify({ message: `HTTP ${status}` }) }),
  };
}

type Door = { settings: FixerSettings; count: () => boolean; latest: RequestHandler };

/** Every refusal of fixer.io's own door is a 200. */
function ownDoor({ settings, count, latest }: Door): express.Router {
  const router = express.Router();
  const refuse = (response: Response, reason: keyof typeof ERRORS) => void response.json({ success: false, error: ERRORS[reason] });
  router.use((request, response, next) => {
    const { access_key: key } = request.query;
    if (key === undefined || key === '') return refuse(response, 'noKey');
    if (key !== settings.accessKey) return refuse(response, 'key');
    if (!count()) return refuse(response, 'usedUp');
    next();
  });
  router.get('/api/latest', latest);
  router.get(['/api/convert', '/api/timeseries', '/api/fluctuation'], (_request, response) => refuse(response, 'plan'));
  router.use((_request, response) => refuse(response, 'path'));
  return router;
}

function marketplaceDoor({ settings, count, latest }: Door): express.Router {
  const router = express.Router();
  router.use((request, response, next) => {
    const key = request.get('apikey');
    if (key === undefined) return void response.status(401).json({ message: 'No API key found in request' });
    if (key !== settings.marketplaceKey) return void response.status(401).json({ message: 'Invalid authentication credentials' });
    if (!count())
      return void response
        .status(429)
        .json({ message: 'You have exceeded your daily/monthly API rate limit. Please review and upgrade your subscription plan.' });
    next();
  });
  router.get('/fixer/latest', latest);
  router.use((_request, response) => void response.status(404).json({ message: 'no Route matched with those values' }));
  return router;
}

/** Renewed by the hour, of one euro. Unknown symbols beside known ones are left out without a word. */
function rates(now: Date, { base, symbols }: Request['query']): object {
  if (base !== undefined && base !== 'EUR') return { success: false, error: ERRORS.base };
  const asked = symbols === undefined || symbols === '' ? quotedCurrencies : String(symbols).split(',');
  const known = asked.filter((symbol) => quotedCurrencies.includes(symbol));
  if (known.length === 0) return { success: false, error: ERRORS.symbols };
  const hour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
  return {
    success: true,
    timestamp: hour.getTime() / 1000,
    base: 'EUR',
    date: hour.toISOString().slice(0, 10),
    rates: Object.fromEntries(known.map((symbol) => [symbol, Number(printed(crossRate('EUR', symbol, hour) ?? '0', 6))])),
  };
}
