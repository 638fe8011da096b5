import type { SimulatorWorld } from '../../simulator.ts';
import type { Entry } from './entry.ts';
import { baht, bangkokTime } from './formats.ts';
import type { ScbSettings } from './settings.ts';

export type Attempt = { at: string; transactionId: string; answered?: number | 'unreachable' | 'lost' };
export type Callbacks = {
  /** Set in the portal only. */
  endpoint: { url: string | undefined };
  attempts: readonly Attempt[];
  confirm: (entry: Entry) => void;
  /** So many confirmations to come are lost on their way, with all their tries. */
  lose: (times: number) => void;
};

/** Payment confirmations: unsigned, tried four times within 36 seconds, then gone. developer.scb, documentation/qr-payment/payment-confirmation.html */
export function createCallbacks(world: SimulatorWorld, settings: ScbSettings): Callbacks {
  const endpoint: Callbacks['endpoint'] = { url: undefined };
  const attempts: Attempt[] = [];
  let toLose = 0;
  const send = (entry: Entry, tries: number): void => {
    const { url } = endpoint;
    if (url === undefined) return;
    const attempt: Attempt = { at: world.now().toISOString(), transactionId: entry.transactionId };
    attempts.push(attempt);
    world.deliver({
      provider: 'scb',
      url,
      headers: () => ({ 'content-type': 'application/json' }),
      body: JSON.stringify(confirmationOf(entry)),
      settled: ({ status }) => {
        // The world may deliver twice; the first answer decides.
        if (attempt.answered !== undefined) return;
        attempt.answered = status ?? 'unreachable';
        if (status === 200) return;
        const wait = settings.callbackRetryAfter[tries];
        if (wait !== undefined) world.later(wait, () => send(entry, tries + 1));
      },
    });
  };
  return {
    endpoint,
    attempts,
    lose: (times) => {
      toLose = times;
    },
    confirm: (entry) => {
      if (toLose === 0) return send(entry, 0);
      toLose -= 1;
      attempts.push({ at: world.now().toISOString(), transactionId: entry.transactionId, answered: 'lost' });
    },
  };
}

/** Field names as published; the amount is text. */
function confirmationOf(entry: Entry) {
  return {
    payeeProxyId: entry.payeeProxyId,
    payeeProxyType: 'BILLERID',
    payeeAccountNumber: '0987654321',
    payerAccountNumber: entry.payerAccount,
    payerName: entry.payerName,
    sendingBankCode: entry.sendingBank,
    receivingBankCode: '014',
    amount: baht(entry.amount),
    transactionId: entry.transactionId,
    transactionDateandTime: bangkokTime(entry.at),
    billPaymentRef1: entry.ref1,
    ...(entry.ref2 === undefined ? {} : { billPaymentRef2: entry.ref2 }),
    billPaymentRef3: entry.ref3,
    currencyCode: '764',
    channelCode: 'PMH',
    transactionType: 'Domestic Transfer',
  };
}
