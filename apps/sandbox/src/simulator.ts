import type { Router } from 'express';

/** What a simulator may know of the world it lives in. Clock, ids and chance are given, so that a test can hold them still. */
export type SimulatorWorld = {
  now: () => Date;
  /** A fresh identifier of so many characters. */
  id: (length: number) => string;
  /** A number from 0 up to, but not including, 1. */
  random: () => number;
  /** Sends a webhook; late, twice or out of order where the world was told to. */
  deliver: (delivery: WebhookDelivery) => void;
  later: (milliseconds: number, action: () => void) => void;
};

export type WebhookDelivery = {
  provider: string;
  url: string;
  /** Asked for at the moment of sending, since some providers sign the time. */
  headers: () => Record<string, string>;
  body: string;
  /** Told how the receiver answered; `status` is undefined when it could not be reached. */
  settled?: (outcome: DeliveryOutcome) => void;
};

export type DeliveryOutcome = { status: number | undefined; milliseconds: number };

/** One provider, played from its own documents. */
export type Simulator = {
  id: string;
  /** The provider's hosts by name, each mounted at `/<id>/<name>`. */
  hosts: Record<string, Router>;
  /** Orders that staff and tests can give, mostly what guests do. Each checks its own input. */
  scenes: Record<string, (input: unknown) => Promise<unknown> | unknown>;
  /** What the simulator holds, to be shown. */
  state: () => unknown;
  reset: () => void;
  /** The provider's own form of an error, for faults that are ordered. */
  errorBody: (status: number) => { contentType: string; body: string };
};
