// Written by `npm run registry`; a test compares it with the folders.
import type { Connector } from '@banrimkwae/connector-kit/connector';
import bookingCom from './booking-com/connector.ts';
import line from './line/connector.ts';
import omise from './omise/connector.ts';
import openweathermap from './openweathermap/connector.ts';
import paypal from './paypal/connector.ts';
import promptpay from './promptpay/connector.ts';
import scb from './scb/connector.ts';
import stripe from './stripe/connector.ts';

/** Every connector by its id. */
export const connectors: ReadonlyMap<string, Connector> = new Map<string, Connector>([
  ['booking-com', bookingCom],
  ['line', line],
  ['omise', omise],
  ['openweathermap', openweathermap],
  ['paypal', paypal],
  ['promptpay', promptpay],
  ['scb', scb],
  ['stripe', stripe],
]);
