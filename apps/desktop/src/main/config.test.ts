import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('the environment of the desktop', () => {
  it('needs nothing: the agent of this computer, live, no development server', () => {
    expect(readConfig({})).toEqual({ localAgentAddress: 'http://127.0.0.1:7300', practice: false, developmentUrl: undefined });
  });

  it('says where the agent listens and that this is practice', () => {
    expect(readConfig({ AGENT_API_PORT: '8123', AGENT_PROFILE: 'practice' })).toMatchObject({
      localAgentAddress: 'http://127.0.0.1:8123',
      practice: true,
    });
  });

  it.each([{ AGENT_API_PORT: 'x' }, { AGENT_API_PORT: '70000' }, { AGENT_PROFILE: 'play' }, { ELECTRON_RENDERER_URL: 'file:///x' }])(
    'refuses %j by name',
    (environment) => {
      expect(() => readConfig(environment)).toThrow(Object.keys(environment)[0]);
    },
  );
});
