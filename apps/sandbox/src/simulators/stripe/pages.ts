import type { Request, Response, Router } from 'express';
import express from 'express';
import { qrPng, qrSvg } from '../qr-image.ts';
import type { Account } from './account.ts';
import { written } from './currencies.ts';
import { payPromptPay } from './intents.ts';
import type { CheckoutSession, PaymentIntent } from './objects.ts';
import { DECLINES, TEST_CARDS } from './payment-methods.ts';
import { paySessionByCard, paySessionByPromptPay } from './sessions.ts';

/** Stripe's own pages, where guests pay. Nobody types a card number here: a button stands for the card. */
export function pagesRouter(account: Account): Router {
  const router = express.Router();
  router.use(express.urlencoded({ extended: false }));
  router.use((_request, response, next) => {
    account.sweep();
    response.set({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    });
    next();
  });
  router.get('/c/pay/:id', (request, response) =>
    withSession(account, request, response, (session) => void response.send(payPage(account, session))),
  );
  router.post('/c/pay/:id', (request, response) =>
    withSession(account, request, response, (session) => pay(account, session, { request, response })),
  );
  router.get('/promptpay/instructions/:id', (request, response) =>
    withQr(account, request, response, (intent, data) => void response.send(qrPage(account, intent, data))),
  );
  router.post('/promptpay/instructions/:id', (request, response) =>
    withQr(account, request, response, (intent) => {
      payPromptPay(account, intent);
      response.send(page('Paid', '<p>Thank you. The payment was received.</p>'));
    }),
  );
  router.get('/qr/:name', (request, response) => {
    const [id = '', kind] = request.params.name.split('.');
    const data = account.intents.get(id)?.next_action?.promptpay_display_qr_code.data;
    if (data === undefined) return gone(response);
    if (kind === 'svg') response.type('svg').send(qrSvg(data));
    else response.type('png').send(qrPng(data));
  });
  router.use((_request, response) => gone(response));
  return router;
}

type Http = { request: Request; response: Response };

function pay(account: Account, session: CheckoutSession, { request, response }: Http): void {
  const action = (request.body as Record<string, unknown> | undefined)?.action;
  const card = TEST_CARDS.pm_card_visa;
  if (!card) throw new RangeError('There is no card to pay with');
  if (action === 'decline') {
    paySessionByCard(account, session, { ...card, verdict: { risk: 'normal', declined: DECLINES.generic_decline } });
    return void response.status(402).send(payPage(account, session, DECLINES.generic_decline.message));
  }
  if (action === 'promptpay' && session.payment_method_types.includes('promptpay'))
    paySessionByPromptPay(account, session, request.baseUrl);
  else paySessionByCard(account, session, card);
  response.redirect(303, session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id));
}

function withSession(account: Account, request: Request, response: Response, act: (session: CheckoutSession) => void): void {
  const session = account.sessions.get(String(request.params.id));
  if (session?.status !== 'open') return gone(response);
  act(session);
}

function withQr(account: Account, request: Request, response: Response, act: (intent: PaymentIntent, data: string) => void): void {
  const intent = account.intents.get(String(request.params.id));
  const data = intent?.next_action?.promptpay_display_qr_code.data;
  if (intent === undefined || data === undefined) return gone(response);
  act(intent, data);
}

function gone(response: Response): void {
  response.status(404).send(page('Nothing to pay', '<p>This page has expired or was paid already.</p>'));
}

function payPage(account: Account, session: CheckoutSession, problem?: string): string {
  const promptPay = session.payment_method_types.includes('promptpay') ? button('promptpay', 'Pay with PromptPay') : '';
  const title = account.intentData.get(session.id)?.title ?? '';
  return page(
    `Pay ${account.settings.businessName}`,
    `<p>${escaped(title)}</p>
    <p class="amount">${written(session.amount_total, session.currency)}</p>
    ${problem === undefined ? '' : `<p role="alert">${escaped(problem)}</p>`}
    <form method="post">${button('pay', 'Pay with practice card')}${promptPay}${button('decline', 'Let the card be declined')}</form>
    ${session.cancel_url === null ? '' : `<p><a href="${escaped(session.cancel_url)}">Back</a></p>`}`,
  );
}

function qrPage(account: Account, intent: PaymentIntent, data: string): string {
  const image = `data:image/svg+xml;base64,${Buffer.from(qrSvg(data)).toString('base64')}`;
  return page(
    `Pay ${account.settings.businessName}`,
    `<p class="amount">${written(intent.amount, intent.currency)}</p>
    <img alt="PromptPay QR" width="240" height="240" src="${image}">
    <form method="post">${button('pay', 'Pay')}</form>`,
  );
}

function button(action: string, label: string): string {
  return `<button name="action" value="${action}">${label}</button> `;
}

const STYLE =
  'body{font:18px/1.5 system-ui,sans-serif;max-width:26rem;margin:12vh auto;padding:0 1rem}.amount{font-size:2.2rem;margin:.5rem 0}button{font:inherit;padding:.6rem 1rem;margin:.3rem 0}';

function page(title: string, content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style><main><h1>${escaped(title)}</h1>${content}<p><small>Practice: no money moves.</small></p></main></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
