import type { Request, Response, Router } from 'express';
import express from 'express';
import type { Account } from './account.ts';
import { decide } from './charges.ts';
import type { Charge } from './objects.ts';

/** Pages of banks and wallets where a guest agrees. No code is typed here: a button stands for it. */
export function pagesRouter(account: Account): Router {
  const router = express.Router();
  router.use(express.urlencoded({ extended: false }));
  router.use((_request, response, next) => {
    account.sweep();
    response.set({ 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" });
    next();
  });
  router.get('/payments/:id/authorize', (request, response) =>
    withCharge(account, request, response, (charge) => void response.send(agreePage(account, charge))),
  );
  router.post('/payments/:id/authorize', (request, response) =>
    withCharge(account, request, response, (charge) => {
      const action = (request.body as Record<string, unknown> | undefined)?.action;
      decide(account, charge, action === 'agree' ? undeclined(account, charge) : 'payment_rejected');
      response.redirect(303, charge.return_uri ?? '/');
    }),
  );
  router.use((_request, response) => gone(response));
  return router;
}

/** What the bank says of a card whose holder has agreed. */
export function undeclined(account: Account, { card }: Charge): string | undefined {
  return card ? account.cards.get(card.id)?.failure : undefined;
}

function withCharge(account: Account, request: Request, response: Response, act: (charge: Charge) => void): void {
  const charge = account.charges.get(account.pages.get(String(request.params.id)) ?? '');
  if (charge?.status !== 'pending' || charge.authorized) return gone(response);
  act(charge);
}

function gone(response: Response): void {
  response.status(404).send(page('Nothing to pay', '<p>This page has expired or was used already.</p>'));
}

function agreePage(account: Account, { amount, currency, description, card, source }: Charge): string {
  const who = card ? `${card.brand} ··${card.last_digits}` : (source?.type ?? '').replaceAll('_', ' ');
  const written =
    currency === 'JPY' ? `${currency} ${amount}` : `${currency} ${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
  return page(
    `Pay ${account.settings.businessName}`,
    `<p>${escaped(description ?? '')}</p><p class="amount">${written}</p><p>${escaped(who)}</p>
    <form method="post"><button name="action" value="agree">Agree</button> <button name="action" value="decline">Decline</button></form>`,
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
