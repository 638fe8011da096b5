import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readReply } from './session.ts';

const schema = z.object({ a: z.int() });
const reply = (status: number, body: string) => ({ status, headers: {}, body });

describe('an answer of the agent', () => {
  it('is a checked value', () => expect(readReply(reply(200, '{"a":1}'), schema)).toEqual({ a: 1 }));

  it('is the agent’s own fault, with the fields it names', () => {
    const error = { code: 'invalid_input', message: 'No.', hint: 'Look.', requestId: 'req_1', fields: { username: 'Too short.' } };
    expect(() => readReply(reply(400, JSON.stringify({ error })), schema)).toThrowError(
      expect.objectContaining({
        code: 'invalid_input',
        message: 'No.',
        details: expect.objectContaining({ fields: { username: 'Too short.' } }),
      }),
    );
  });

  it.each([
    [200, '<html>a router</html>'],
    [200, '{"a":"text"}'],
    [502, 'Bad gateway'],
    [500, '{"error":{"code":"of_a_later_version"}}'],
  ])('%i %s is not one of an agent, and a person is told so', (status, body) => {
    expect(() => readReply(reply(status, body), schema)).toThrow('This address answers, but not like an agent of this version.');
  });
});
