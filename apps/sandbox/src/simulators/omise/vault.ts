import type { Router } from 'express';
import express from 'express';
import { z } from 'zod';
import type { Account } from './account.ts';
import { answer, bodyOf, requireKey } from './api.ts';
import { TEST_CARDS } from './known-cards.ts';
import type { Card, Token } from './objects.ts';
import { readParameters, whole } from './parameters.ts';
import { missing, Refusal, refuse } from './refusal.ts';

const TOKEN = z.strictObject({
  card: z.strictObject({
    name: z.string().min(1),
    number: z.union([z.string(), z.number().transform(String)]).transform((text) => text.replace(/\s/g, '')),
    expiration_month: whole(1, 12),
    expiration_year: whole(2000, 2100),
    security_code: z.union([z.string(), z.number()]).optional(),
    city: z.string().optional(),
    postal_code: z.union([z.string(), z.number()]).optional(),
    country: z
      .string()
      .regex(/^[A-Za-z]{2}$/)
      .default('th'),
  }),
});

/** Where a guest's browser turns a card into a token; in test mode for test numbers only. https://docs.omise.co/tokens-api */
export function vaultRouter(account: Account): Router {
  const router = express.Router();
  router.use(express.text({ type: () => true, limit: '100kb' }));
  const { publicKey, secretKey } = account.settings;
  router.post('/tokens', (request, response) =>
    answer(response, () => {
      requireKey(request, [publicKey]);
      return createToken(account, readParameters(TOKEN, bodyOf(request), 'invalid_card').card);
    }),
  );
  router.get('/tokens/:id', (request, response) =>
    answer(response, () => {
      requireKey(request, [publicKey, secretKey]);
      const token = account.tokens.get(request.params.id);
      if (!token) throw missing('token', request.params.id);
      return token;
    }),
  );
  router.use((_request, response) =>
    answer(response, () => {
      throw new Refusal(404, 'not_found', 'the requested object was not found');
    }),
  );
  return router;
}

function createToken(account: Account, asked: z.output<typeof TOKEN>['card']): Token {
  const known = TEST_CARDS[asked.number];
  if (!known) throw refuse('invalid_card', 'number is invalid');
  const lastDay = Date.UTC(asked.expiration_year, asked.expiration_month, 1);
  if (lastDay <= account.world.now().getTime()) throw refuse('invalid_card', 'expiration date cannot be in the past');
  const id = account.id('tokn');
  const card: Card = {
    object: 'card',
    id: account.id('card'),
    livemode: false,
    brand: known.brand,
    last_digits: asked.number.slice(-4),
    country: asked.country.toLowerCase(),
    name: asked.name,
    bank: 'Practice Bank',
    financing: 'credit',
    fingerprint: `${account.world.id(40)}=`,
    expiration_month: asked.expiration_month,
    expiration_year: asked.expiration_year,
    security_code_check: known.securityCodeFails !== true,
    created_at: account.now(),
  };
  account.cards.set(card.id, known);
  const token: Token = { object: 'token', id, livemode: false, location: `/tokens/${id}`, used: false, card, created_at: account.now() };
  account.tokens.set(id, token);
  return token;
}
