import { describe, expect, it } from 'vitest';
import { agentAddress } from './agent-address.ts';

describe('the address of an agent', () => {
  it.each([
    ['frontdesk-server', 'https://frontdesk-server:7300'],
    ['192.0.2.20', 'https://192.0.2.20:7300'],
    ['192.0.2.20:8000', 'https://192.0.2.20:8000'],
    ['https://agent.example:443', 'https://agent.example'],
    ['https://agent.example/', 'https://agent.example:7300'],
    ['[2001:db8::1]', 'https://[2001:db8::1]:7300'],
    ['http://127.0.0.1:7300', 'http://127.0.0.1:7300'],
    ['http://localhost:7300', 'http://localhost:7300'],
  ])('understands %s', (typed, origin) => expect(agentAddress(typed)).toBe(origin));

  it.each([
    'http://192.0.2.20',
    'http://127.evil.example',
    'ftp://agent',
    'file:///etc/passwd',
    'agent/path',
    'https://user:pw@agent',
    'a b',
    'https://agent?x=1',
  ])('refuses %s and says so at the field', (typed) => {
    expect(() => agentAddress(typed)).toThrowError(
      expect.objectContaining({ code: 'invalid_input', details: expect.objectContaining({ fields: { address: expect.any(String) } }) }),
    );
  });
});
