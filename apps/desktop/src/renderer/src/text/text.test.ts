import { outgoingTypes } from '@banrimkwae/contract/outgoing';
import { permissions } from '@banrimkwae/contract/roles';
import { describe, expect, it } from 'vitest';
import { namedActions } from '../screens/audit/action-name.ts';
import { en } from './en.ts';
import { th } from './th.ts';

type Tree = { [key: string]: string | Tree };

const plural = /_(zero|one|two|few|many|other)$/;

function leaves(tree: Tree, path = ''): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}

/** The keys code asks for: plural forms count as one. */
const keysOf = (tree: Tree) => new Set(leaves(tree).map(([key]) => key.replace(plural, '')));

const sources = import.meta.glob<string>(['../**/*.ts', '../**/*.tsx', '!../**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** 'area.key', and the unchanging start of `area.key.${name}`. */
const asked = new RegExp(`['\`]((?:${Object.keys(en).join('|')})\\.[\\w.]*)(\\$\\{|['\`])`, 'g');
/** Permissions, types of events and deeds in the audit log are written the same way. */
const isText = (key: string) => ![...permissions, ...outgoingTypes, ...namedActions].some((name) => name === key);
const used = Object.values(sources).flatMap((source) =>
  [...source.matchAll(asked)].map(([, key = '', end]) => ({ key, exact: end !== '${' })),
);
const answers = (known: string) => used.some(({ key, exact }) => (exact ? known === key : known.startsWith(key)));

describe('texts', () => {
  it('are the same in both languages', () => {
    expect([...keysOf(th)].toSorted()).toEqual([...keysOf(en)].toSorted());
  });

  it('are never empty, and name the same values in both languages', () => {
    const values = (text: string) => [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name))].toSorted();
    const thai = new Map(leaves(th));
    for (const [key, text] of leaves(en)) {
      const other = thai.get(key) ?? thai.get(key.replace(plural, '_other')) ?? '';
      expect(text.trim(), key).not.toBe('');
      expect(other.trim(), `${key} in Thai`).not.toBe('');
      if (!key.endsWith('_one')) expect(values(other), key).toEqual(values(text));
    }
  });

  it('exist for every key the screens use, and none is left over', () => {
    const keys = [...keysOf(en)];
    expect(used.length).toBeGreaterThan(200);
    expect(used.filter(({ key, exact }) => isText(key) && !keys.some((known) => (exact ? known === key : known.startsWith(key))))).toEqual(
      [],
    );
    expect(keys.filter((known) => !answers(known))).toEqual([]);
  });

  it('are written in Thai where they are Thai', () => {
    const nothingToSay = /^(QR|API|LINE|CSV|JSON|URL|[\W\d_]*|\{\{\w+\}\}( · \{\{\w+\}\})*)$/;
    expect(leaves(th).filter(([, text]) => !/[ก-๙]/.test(text) && !nothingToSay.test(text))).toEqual([]);
  });
});
