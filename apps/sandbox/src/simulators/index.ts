// Written by `npm run registry`; a test compares it with the folders.
import type { Simulator, SimulatorWorld } from '../simulator.ts';
import { bankOfThailandSimulator } from './bank-of-thailand/simulator.ts';
import { bookingComSimulator } from './booking-com/simulator.ts';
import { fixerSimulator } from './fixer/simulator.ts';
import { lineSimulator } from './line/simulator.ts';
import { omiseSimulator } from './omise/simulator.ts';
import { openWeatherMapSimulator } from './openweathermap/simulator.ts';
import { payPalSimulator } from './paypal/simulator.ts';
import { scbSimulator } from './scb/simulator.ts';
import { stripeSimulator } from './stripe/simulator.ts';
import { xeSimulator } from './xe/simulator.ts';

/** Every provider that is played, in one world. */
export function createSimulators(world: SimulatorWorld): readonly Simulator[] {
  return [
    bankOfThailandSimulator(world),
    bookingComSimulator(world),
    fixerSimulator(world),
    lineSimulator(world),
    omiseSimulator(world),
    openWeatherMapSimulator(world),
    payPalSimulator(world),
    scbSimulator(world),
    stripeSimulator(world),
    xeSimulator(world),
  ];
}
