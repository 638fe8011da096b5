import { type Random, randomBytes } from './random.ts';

/** Values, as JSON text, that parsers stumble over. */
const HOSTILE: readonly [string, ...string[]] = [
  'null',
  'true',
  '0',
  '-0',
  '1e308',
  '1e999',
  '-1e999',
  '9007199254740993',
  '8640000000000001',
  '123456789012345678901234567890',
  '0.1',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\uffff"',
  '"__proto__"',
  '"constructor"',
  '"4242424242424242"',
  '"<script>"',
  '[]',
  '{}',
  '[[]]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"__proto__":null}',
  '{"length":1e9}',
  '{"toString":1,"valueOf":1,"then":1}',
  '{"id":{},"object":[],"type":0}',
];
const KEYS: readonly [string, ...string[]] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  '',
  'id',
  'type',
  'events',
  '0',
];
const DEEP = 50_000;

/** A body that a provider would never write: still to be signed as it does. `genuine` is one that it would. */
export function garbageBody(genuine: string, random: Random): Buffer {
  const kind = random.below(100);
  if (kind < 70) return Buffer.from(withHostileValues(genuine, random));
  if (kind < 78) return randomBytes(random, random.below(400));
  if (kind < 84) return Buffer.from(genuine.slice(0, random.below(genuine.length)));
  if (kind < 90) return Buffer.from(random.pick(HOSTILE));
  if (kind < 94) return Buffer.concat([Buffer.from(genuine.slice(0, random.below(genuine.length))), randomBytes(random, 8)]);
  if (kind < 96) return Buffer.from(`{"events":[${Array.from({ length: random.below(300) }, () => random.pick(HOSTILE)).join(',')}]}`);
  if (kind < 97) return Buffer.from(genuine.replace(/"([^"]{3,})"/u, (_, text: string) => JSON.stringify(text.repeat(random.below(2000)))));
  if (kind < 98) return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(genuine)]);
  return nested(genuine, random);
}

/** One to three values of the genuine body, wherever they stand, become hostile ones; now and then a hostile key is added. */
function withHostileValues(genuine: string, random: Random): string {
  let body = genuine;
  for (let count = 1 + random.below(3); count > 0; count -= 1) {
    const places = [...body.matchAll(/:(?:"(?:[^"\\]|\\.)*"|-?[\d.]+|true|false|null|\{\})/gu)];
    const place = places[random.below(places.length)];
    if (!place) break;
    const after = body.slice(place.index + place[0].length);
    const more = random.chance(0.1) ? `,${JSON.stringify(random.pick(KEYS))}:${random.pick(HOSTILE)}` : '';
    body = `${body.slice(0, place.index)}:${random.pick(HOSTILE)}${more}${after}`;
  }
  return body;
}

function nested(genuine: string, random: Random): Buffer {
  const depth = random.chance(0.02) ? DEEP : random.below(2000);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ] as const);
  const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
  return Buffer.from(random.chance(0.5) ? deep : genuine.replace(/\}(?=[^}]*$)/u, `,"deep":${deep}}`));
}
