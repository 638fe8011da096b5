import { describe, expect, it } from 'vitest';
import { nameUuid } from './name-uuid.ts';

describe('nameUuid', () => {
  it('gives the example of RFC 9562, appendix A.4', () => {
    expect(nameUuid('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });
  it('gives another one for another name', () => {
    const space = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
    expect(nameUuid(space, 'msg_1')).not.toBe(nameUuid(space, 'msg_2'));
  });
});
