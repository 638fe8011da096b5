import { describe, expect, it } from 'vitest';
import { faultOfAnswer } from './faults.ts';

describe('faultOfAnswer', () => {
  const answer = { endpoint: 'push', status: 409, headers: {}, body: {}, text: '{}' };

  it('takes the connector’s word that an answer is no fault, whatever its status', () => {
    expect(faultOfAnswer(answer, () => 'none', 0)).toBeUndefined();
  });
  it('goes by the status where the connector says nothing', () => {
    expect(faultOfAnswer(answer, () => undefined, 0)).toMatchObject({ code: 'provider_rejected', outcome: 'refused' });
  });
});
