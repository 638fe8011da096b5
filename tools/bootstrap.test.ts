import { describe, expect, it } from 'vitest';
import { chooseNode, isStale } from './bootstrap.mjs';

describe('when packages are installed again', () => {
  const current = { hasNode: true, lockHash: 'a', stamp: 'a', lockTime: 1000, installedTime: 2000 };
  it.each([
    ['never installed', { ...current, installedTime: undefined, stamp: undefined }, true],
    ['installed without a Node for this system', { ...current, hasNode: false }, true],
    ['installed from this lock', current, false],
    ['a lock touched by git but with the same content', { ...current, lockTime: 3000 }, false],
    ['a lock that changed after the install', { ...current, lockHash: 'b', lockTime: 3000 }, true],
    ['a lock and tree just written by a person with npm install', { ...current, lockHash: 'b' }, false],
    ['a person who installed by hand and then pulled another lock', { ...current, stamp: undefined, lockTime: 3000 }, true],
  ])('%s', (_name, found, expected) => {
    expect(isStale(found)).toBe(expected);
  });
});

describe('the Node that runs the scripts', () => {
  const old = { path: '/usr/bin/node', version: '20.20.2' };
  it('is the one of node_modules', () => {
    expect(chooseNode({ ownNode: '/x/.bin/node', present: old })).toEqual({ node: '/x/.bin/node' });
  });
  it('is the present one where no package fits the system and it is new enough', () => {
    expect(chooseNode({ ownNode: undefined, present: { path: '/opt/node', version: '26.1.0' } })).toEqual({ node: '/opt/node' });
  });
  it('is asked for by its version otherwise', () => {
    expect(chooseNode({ ownNode: undefined, present: old })).toEqual({ problem: expect.stringContaining('install Node 24') });
  });
});
