import type { RequestHandler, Response } from 'express';
import express from 'express';
import { z } from 'zod';
import { crossRate, quotedCurrencies } from '../../exchange-rates.ts';
import type { Simulator, SimulatorWorld } from '../../simulator.ts';
import { XE_PRACTICE, type XeSettings } from './settings.ts';

const DOCUMENTATION = 'https://xecdapi.xe.com/docs/v1';
const HEAD = { terms: 'http://www.xe.com/legal/dfs.php', privacy: 'http://www.xe.com/privacy.php' };
const FLAG = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');

/** All of them strict: XE knows no others. */
const common = {
  amount: z.coerce.number().positive().default(1),
  obsolete: FLAG.default(false),
  inverse: FLAG.default(false),
  decimal_places: z.coerce.number().int().min(0).max(7).optional(),
  margin: z.coerce.number().optional(),
};
const convertFrom = z.strictObject({ from: z.string().default('USD'), to: z.string(), ...common });
const convertTo = z.strictObject({ to: z.string().default('USD'), from: z.string(), ...common });

/** XE Currency Data for one account. Host: `api` (xecdapi.xe.com). */
export function xeSimulator(world: SimulatorWorld, settings: XeSettings = XE_PRACTICE): Simulator {
  const bought = createPackage(world, settings);
  const router = express.Router();
  router.use(requireAccount(settings));
  router.get(['/v1/account_info', '/v1/account_info.json'], (_request, response) => void response.json(bought.shown()));
  router.get(['/v1/convert_from', '/v1/convert_from.json'], (request, response) => {
    const asked = convertFrom.safeParse(request.query);
    if (!asked.success) return refuse(response, 400, 4, told(asked.error));
    convert(response, { ...asked.data, one: asked.data.from, many: asked.data.to, direction: 'from' }, { world, bought });
  });
  router.get(['/v1/convert_to', '/v1/convert_to.json'], (request, response) => {
    const asked = convertTo.safeParse(request.query);
    if (!asked.success) return refuse(response, 400, 4, told(asked.error));
    convert(response, { ...asked.data, one: asked.data.to, many: asked.data.from, direction: 'to' }, { world, bought });
  });
  router.use((_request, response) => refuse(response, 404, 404, 'Not Found'));
  return {
    id: 'xe',
    hosts: { api: router },
    scenes: {
      packageIsUsedUp: () => {
        bought.spend(bought.left());
        return bought.shown();
      },
      packageBegins: () => {
        bought.renew();
        return bought.shown();
      },
    },
    state: () => bought.shown(),
    reset: bought.renew,
    errorBody: (status) => ({ contentType: 'application/json', body: JSON.stringify(errorOf(status, `HTTP ${status}`)) }),
  };
}

type Package = ReturnType<typeof createPackage>;

/** What the account bought, and how much of it is left in this calendar month (UTC). */
function createPackage(world: SimulatorWorld, settings: XeSettings) {
  let used = { month: '', rates: 0 };
  const month = () => world.now().toISOString().slice(0, 7);
  const left = () => settings.packageLimit - (used.month === month() ? used.rates : 0);
  const nextMonth = () => new Date(Date.UTC(world.now().getUTCFullYear(), world.now().getUTCMonth() + 1));
  return {
    left,
    spend: (rates: number): void => {
      used = { month: month(), rates: settings.packageLimit - left() + rates };
    },
    renew: (): void => {
      used = { month: '', rates: 0 };
    },
    shown: () => ({
      id: '7b1d4a0e-0000-4000-8000-000000000001',
      organization: settings.organization,
      package: settings.package,
      service_start_timestamp: '2026-01-01T00:00:00Z',
      package_limit_duration: 'P1M',
      package_limit: settings.packageLimit,
      package_limit_remaining: left(),
      package_limit_reset: stamp(nextMonth()),
    }),
  };
}

/** `one` stands alone, `many` is a list or `*`. */
type Asked = { one: string; many: string; amount: number; inverse: boolean; direction: 'from' | 'to' };

function convert(
  response: Response,
  { one, many, amount, inverse, direction }: Asked,
  { world, bought }: { world: SimulatorWorld; bought: Package },
): void {
  const now = world.now();
  const codes = many === '*' ? quotedCurrencies.filter((code) => code !== one) : many.split(',');
  const unknown = [one, ...codes].find((code) => !quotedCurrencies.includes(code));
  if (unknown !== undefined) return refuse(response, 400, 7, `No ${unknown} found on ${stamp(now)}`);
  if (bought.left() < codes.length) return refuse(response, 429, 429, 'You have reached your rate limit, please contact XE');
  bought.spend(codes.length);
  response.set({ 'x-raterequest-remaining': String(bought.left()), 'cache-control': 'private, max-age=60' });
  // Either way: units of the other currency for one of the one that stands alone.
  const rates = codes.map((code) => {
    const figures = { mid: shown(one, code, { at: now, amount }), inverse: shown(code, one, { at: now, amount: 1 }) };
    return { quotecurrency: code, mid: figures.mid, ...(inverse ? { inverse: figures.inverse } : {}) };
  });
  const sides = direction === 'from' ? { from: one, to: rates } : { to: one, from: rates };
  response.json({ ...HEAD, ...sides, amount, timestamp: stamp(now) });
}

/** A figure as XE shows it: ten significant digits. */
function shown(from: string, to: string, { at, amount }: { at: Date; amount: number }): number {
  return Number((Number(crossRate(from, to, at) ?? '0') * amount).toPrecision(10));
}

function requireAccount({ accountId, apiKey }: XeSettings): RequestHandler {
  const expected = `Basic ${Buffer.from(`${accountId}:${apiKey}`).toString('base64')}`;
  return (request, response, next) => {
    if (request.get('authorization') === expected) return next();
    refuse(response, 401, 1, 'Bad credentials');
  };
}

function refuse(response: Response, status: number, code: number, message: string): void {
  response.status(status).json(errorOf(code, message));
}

function errorOf(code: number, message: string) {
  return { code, message, documentation_url: DOCUMENTATION };
}

function told(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}

function stamp(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
