// Written by `npm run registry`; a test compares it with the folders.
import type { Connector } from '@banrimkwae/connector-kit/connector';
import bankOfThailand from './bank-of-thailand/connector.ts';
import bookingCom from './booking-com/connector.ts';
import fixer from './fixer/connector.ts';
import line from './line/connector.ts';
import omise from './omise/connector.ts';
import openweathermap from './openweathermap/connector.ts';
import paypal from './paypal/connector.ts';
import promptpay from './promptpay/connector.ts';
import scb from './scb/connector.ts';
import stripe from './stripe/connector.ts';
import xe from './xe/connector.ts';

/** Every connector by its id. */
export const connectors: ReadonlyMap<string, Connector> = new Map<string, Connector>([
  ['bank-of-thailand', bankOfThailand],
  ['booking-com', bookingCom],
  ['fixer', fixer],
  ['line', line],
  ['omise', omise],
  ['openweathermap', openweathermap],
  ['paypal', paypal],
  ['promptpay', promptpay],
  ['scb', scb],
  ['stripe', stripe],
  ['xe', xe],
]);
