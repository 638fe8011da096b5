import { describe, expect, it } from 'vitest';
import { AnswerCache } from './cache.ts';

const clock = { now: () => new Date(0) };
const answer = (text: string) => ({ status: 200, headers: {}, text, requestId: 'req_1' });

describe('answer cache', () => {
  it('drops what was longest unused when it has too many entries', () => {
    const cache = new AnswerCache(clock, { entries: 2, characters: 1000 });
    cache.store('a', 'acme', answer('1'));
    cache.store('b', 'acme', answer('2'));
    cache.find('a', 60);
    cache.store('c', 'acme', answer('3'));
    expect(['a', 'b', 'c'].map((key) => cache.find(key, 60)?.answer.text)).toEqual(['1', undefined, '3']);
  });

  it('drops what was longest unused when it holds too much, and forgets replaced answers', () => {
    const cache = new AnswerCache(clock, { entries: 10, characters: 10 });
    cache.store('a', 'acme', answer('12345'));
    cache.store('a', 'acme', answer('54321'));
    cache.store('b', 'acme', answer('12345'));
    expect(cache.find('a', 60)?.answer.text).toBe('54321');
    cache.store('c', 'acme', answer('1'));
    expect(['a', 'b', 'c'].map((key) => cache.find(key, 60)?.answer.text)).toEqual(['54321', undefined, '1']);
  });
});
