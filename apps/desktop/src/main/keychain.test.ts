import { describe, expect, it } from 'vitest';
import { deskInfo } from './desk-info.ts';
import { type Keychain, openKeychain } from './keychain.ts';

const working = (): Keychain & { kept: Map<string, string> } => {
  const kept = new Map<string, string>();
  return {
    kept,
    getPassword: async (service, account) => kept.get(`${service}/${account}`) ?? null,
    setPassword: async (service, account, password) => void kept.set(`${service}/${account}`, password),
    deletePassword: async (service, account) => kept.delete(`${service}/${account}`),
    findCredentials: async () => [],
  };
};

describe('a keychain', () => {
  it('is proved by a canary, which is taken away again', async () => {
    const keychain = working();
    expect(await openKeychain(keychain)).toEqual({ available: true, keychain });
    expect(keychain.kept.size).toBe(0);
  });

  it('that loses what is written is none', async () => {
    const opened = await openKeychain({ ...working(), getPassword: async () => null });
    expect(opened).toEqual({ available: false, reason: 'It does not give back what was written.' });
  });

  it('that cannot be reached is none, with the reason', async () => {
    const opened = await openKeychain({ ...working(), setPassword: () => Promise.reject(new Error('no D-Bus')) });
    expect(opened).toEqual({ available: false, reason: 'no D-Bus' });
  });

  it('that is missing is told to people in plain words', () => {
    const desk = { version: '1', platform: 'linux', practice: false };
    expect(deskInfo(desk, { available: false, reason: 'no D-Bus' }).keychain).toMatchObject({
      available: false,
      sentence: { en: expect.stringContaining('sign in again after closing') },
    });
    expect(deskInfo(desk, { available: true, keychain: working() }).keychain.sentence.en).toContain('is kept in the keychain');
  });
});
