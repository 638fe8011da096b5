import type { AddressInfo } from 'node:net';
import express from 'express';
import { z } from 'zod';
import type { Simulator, SimulatorWorld } from '../../simulator.ts';
import { BOOKING_COM_PRACTICE, type BookingComSettings, bookingComSimulator } from './simulator.ts';
import { descendantsNamed, parseXml, type XmlNode } from './xml.ts';

export type Answer = { status: number; text: string; xml: XmlNode };

/** The instant at which every test of this simulator begins: a Friday morning in Thailand. */
const TEST_START = new Date('2026-11-20T03:15:00Z');

/** A simulator listening on a free port, with a clock that stands still until it is moved. */
export async function openTestExtranet(settings: BookingComSettings = BOOKING_COM_PRACTICE) {
  const clock = { time: TEST_START.getTime() };
  const simulator = bookingComSimulator(standingWorld(clock), settings);
  const { base, close } = await serve(simulator);
  const call = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${base}${path}`, init);
    const text = await response.text();
    const parsed = parseXml(text);
    return { status: response.status, text, xml: parsed.ok ? parsed.root : EMPTY };
  };
  const exchange = (body: unknown) =>
    fetch(`${base}/auth/token-based-authentication/exchange`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const renewToken = async () => {
    const { clientId, clientSecret } = settings.credentials;
    const response = await exchange({ client_id: clientId, client_secret: clientSecret });
    return z.object({ jwt: z.string() }).parse(await response.json()).jwt;
  };
  const token = await renewToken();
  const authorization = `Bearer ${token}`;
  const headers = { authorization, 'content-type': 'application/xml', 'accept-version': '1.1' };
  return {
    simulator,
    /** Address before the names of the hosts, and the time it is there: for clients of their own. */
    base,
    now: () => new Date(clock.time),
    exchange,
    renewToken,
    token,
    call,
    advance: (milliseconds: number) => {
      clock.time += milliseconds;
    },
    post: (path: string, body: string, overrides: Record<string, string> = {}) =>
      call(path, { method: 'POST', headers: { ...headers, ...overrides }, body }),
    get: (path: string) => call(path, { headers: { authorization } }),
    close,
  };
}

export type TestExtranet = Awaited<ReturnType<typeof openTestExtranet>>;

/** Gives an order to a simulator; one it does not know is a mistake of the test. */
export async function play(simulator: Simulator, scene: string, input: unknown = {}): Promise<unknown> {
  const order = simulator.scenes[scene];
  if (order === undefined) throw new RangeError(`There is no scene ${scene}`);
  return order(input);
}

export type GridDate = {
  date: string;
  toSell: number;
  closed: boolean;
  rates: Record<string, number | boolean | string>[];
};

/** What is on sale of one room type from one date on. */
export async function grid(simulator: Simulator, window: { roomId: string; from: string; days: number }): Promise<GridDate[]> {
  const [room] = (await play(simulator, 'inventory', window)) as { dates: GridDate[] }[];
  return room?.dates ?? [];
}

/** `ShortText` and `RecordID` of every error or warning of an answer. */
export function faults(answer: Answer, kind: 'Error' | 'Warning' = 'Error'): { text: string; recordId: string | undefined }[] {
  return descendantsNamed(answer.xml, kind).map(({ attributes }) => ({
    text: attributes.ShortText ?? '',
    recordId: attributes.RecordID,
  }));
}

export function has(answer: Answer, element: string): boolean {
  return descendantsNamed(answer.xml, element).length > 0;
}

/** An availability request around the given AvailStatusMessage elements. */
export function availabilityRequest(messages: string): string {
  return envelope('OTA_HotelAvailNotifRQ', '1.005', `<AvailStatusMessages>${messages}</AvailStatusMessages>`);
}

/** A price request around the given RateAmountMessage elements. */
export function rateRequest(messages: string): string {
  return envelope('OTA_HotelRateAmountNotifRQ', '3.000', `<RateAmountMessages>${messages}</RateAmountMessages>`);
}

export function envelope(root: string, version: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="http://www.opentravel.org/OTA/2003/05" TimeStamp="2026-11-20T03:15:00" Target="Production" Version="${version}">${content}</${root}>`;
}

const EMPTY: XmlNode = { name: '', attributes: {}, children: [], text: '' };

/** A fixed sequence of numbers, so that what guests choose is the same in every run. */
function standingWorld(clock: { time: number }): SimulatorWorld {
  let serial = 0;
  const next = (): number => {
    serial += 1;
    return serial;
  };
  return {
    now: () => new Date(clock.time),
    id: (length) => String(next()).padStart(length, 'x'),
    random: () => (next() * 0.37) % 1,
    deliver: () => undefined,
    later: () => undefined,
  };
}

async function serve(simulator: Simulator): Promise<{ base: string; close: () => Promise<void> }> {
  const app = express();
  for (const [name, router] of Object.entries(simulator.hosts)) app.use(`/${name}`, router);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
