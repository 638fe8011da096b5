import type { Bilingual } from '@banrimkwae/contract/primitives';
import type { ProviderField } from '@banrimkwae/contract/provider-fields';
import type { TunnelKind, TunnelOption, TunnelStatus } from '@banrimkwae/contract/tunnel';
import type { FormValues } from '../vault/sealed-form.ts';

/** Why a client ended, in words for staff. */
export type Trouble = {
  sentence: Bilingual;
  nextStep: Bilingual;
  /** Trying again cannot help until a person did something. */
  needsPerson: boolean;
};

/** What the client says of itself. `reduced`: it works with less than it should have. */
export type CarrierHealth = { level: 'full' | 'reduced' | 'none' | 'unknown'; note: Bilingual | null; details: TunnelStatus['details'] };
export const NOTHING_TO_SAY: CarrierHealth = { level: 'unknown', note: null, details: [] };

export type CarrierRun = {
  /** The form, secrets opened. */
  values: FormValues;
  /** The webhook listener on 127.0.0.1: the only thing a carrier may lead to. */
  targetPort: number;
  /** A line of the client's own log. */
  say: (line: string) => void;
  /** The client noticed something: the tunnel is looked at now. */
  suspect: () => void;
  /** The client ended by itself; at most once, never after `stop`. */
  ended: (trouble: Trouble) => void;
};
export type CarrierHandle = {
  /** Where the outside reaches us; null while the client has not been given an address. */
  publicUrl: () => string | null;
  /** Answers soon, never rejects. */
  health: () => Promise<CarrierHealth>;
  /** Resolves when nothing of it runs any more, within seconds even when the client hangs. */
  stop: () => Promise<void>;
};

/** One way in: its form as data, and how it is started. */
export type Carrier = {
  kind: TunnelKind;
  name: string;
  about: Bilingual;
  fields: readonly ProviderField[];
  /** Whether there is a client of ours that can be started anew. */
  replaceable: boolean;
  /** How often it is looked at while it works; absent: as often as any. */
  beatMs?: (values: FormValues) => number;
  /** What must be installed first; null: nothing. */
  missing: () => Bilingual | null;
  /** Things to copy to the other side. */
  toCopy: () => Promise<TunnelOption['toCopy']>;
  start: (run: CarrierRun) => CarrierHandle;
};

/** The address in a form, in the one spelling we use. */
export function addressIn(values: FormValues, field: string): string | null {
  const value = values[field];
  return typeof value === 'string' && value !== '' ? value.replace(/\/+$/, '') : null;
}

/** A form's text. Required fields have been checked when a carrier starts. */
export function textIn(values: FormValues, field: string): string {
  const value = values[field];
  return typeof value === 'string' ? value : '';
}
