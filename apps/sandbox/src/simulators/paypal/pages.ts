import type { Request, Response, Router } from 'express';
import express from 'express';
import type { Account } from './account.ts';
import { written } from './amounts.ts';
import type { Guest, Order } from './objects.ts';
import { approve } from './orders.ts';

export const GUESTS: readonly Guest[] = [
  { email: 'anna.berg@example.com', givenName: 'Anna', surname: 'Berg', accountId: 'QYR5Z8XDVJNXQ' },
  { email: 'somchai@example.com', givenName: 'Somchai', surname: 'Jaidee', accountId: 'TH5Z8XDVJNXQA' },
];

/** PayPal's own page, where guests say yes. Nobody signs in here: a button stands for the guest. */
export function pagesRouter(account: Account): Router {
  const router = express.Router();
  router.use(express.urlencoded({ extended: false }));
  router.use((_request, response, next) => {
    response.set({ 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" });
    next();
  });
  router.get('/checkoutnow', (request, response) =>
    withOrder(account, { request, response }, (order) => void response.send(payPage(account, order))),
  );
  router.post('/checkoutnow', (request, response) =>
    withOrder(account, { request, response }, (order) => {
      const [guest] = GUESTS;
      if (!guest) throw new RangeError('There is no guest');
      if ((request.body as Record<string, unknown> | undefined)?.action === 'decline') order.willEnd.push('INSTRUMENT_DECLINED');
      approve(account, order, guest);
      if (order.returnUrl === null) return void response.send(page('Thank you', '<p>You can close this page.</p>'));
      const back = new URL(order.returnUrl);
      back.searchParams.set('token', order.id);
      back.searchParams.set('PayerID', guest.accountId);
      response.redirect(303, back.toString());
    }),
  );
  router.use((_request, response) => gone(response));
  return router;
}

type Http = { request: Request; response: Response };

function withOrder(account: Account, { request, response }: Http, act: (order: Order) => void): void {
  const order = account.orders.get(String(request.query.token));
  const age = account.world.now().getTime() - Date.parse(order?.created ?? '');
  const isOpen = order?.status === 'CREATED' || order?.status === 'PAYER_ACTION_REQUIRED';
  if (!order || !isOpen || age >= account.settings.orderLifetime) return gone(response);
  act(order);
}

function gone(response: Response): void {
  response.status(404).send(page('Nothing to pay', '<p>This page has expired or was paid already.</p>'));
}

function payPage({ settings }: Account, { unit, amount, cancelUrl }: Order): string {
  const { currency_code: currency, value } = written(amount);
  return page(
    `Pay ${settings.businessName}`,
    `<p>${escaped(unit.description ?? '')}</p>
    <p class="amount">${escaped(currency)} ${escaped(value)}</p>
    <form method="post"><button name="action" value="pay">Pay with PayPal</button>
    <button name="action" value="decline">Pay, and let the bank decline</button></form>
    ${cancelUrl === null ? '' : `<p><a href="${escaped(cancelUrl)}">Back</a></p>`}`,
  );
}

const STYLE =
  'body{font:18px/1.5 system-ui,sans-serif;max-width:26rem;margin:12vh auto;padding:0 1rem}.amount{font-size:2.2rem;margin:.5rem 0}button{font:inherit;padding:.6rem 1rem;margin:.3rem 0}';

function page(title: string, content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style><main><h1>${escaped(title)}</h1>${content}<p><small>Practice: no money moves.</small></p></main></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
