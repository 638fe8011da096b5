import { test as base } from '@playwright/test';
import { type LaunchedDesk, launchDesk } from '../launch.ts';
import { type StubAgent, startStubAgent } from '../stub-agent.ts';

/** Every test gets a stub of an agent and a desktop started beside it. */
export const test = base.extend<{ agent: StubAgent; desk: LaunchedDesk }>({
  agent: async ({ baseURL: _unused }, use) => {
    const agent = await startStubAgent();
    await use(agent);
    await agent.close();
  },
  desk: async ({ agent }, use) => {
    const desk = await launchDesk({ agentPort: agent.port });
    await use(desk);
    await desk.close();
  },
});
export { expect } from '@playwright/test';
