import { fake, refuse } from './ground.ts';

const { reconciliation } = fake;

export const reconciliationCalls = {
  days: reconciliation.days.handler(({ input, context: { world } }) =>
    world.desk.days.filter(
      ({ day, provider }) => day >= input.from && day <= input.to && (input.provider === undefined || provider === input.provider),
    ),
  ),
  lines: reconciliation.lines.handler(({ input, context: { world } }) => {
    const day = world.desk.days.find((one) => one.provider === input.provider && one.day === input.day) ?? refuse('not_found');
    const lines = world.desk.linesOf(day);
    return { day, lines: lines.filter(({ outcome }) => input.outcome === undefined || outcome === input.outcome) };
  }),
  run: reconciliation.run.handler(({ input, context: { world, publish } }) => {
    for (const day of world.desk.days) {
      if (day.day < input.from || day.day > input.to || day.state === 'not_possible') continue;
      Object.assign(day, { state: 'running' });
      publish({ type: 'reconciliation_changed', provider_id: day.provider, day: day.day });
    }
    return { done: true };
  }),
  settle: reconciliation.settle.handler(({ input, context: { world, operator, publish } }) => {
    for (const day of world.desk.days) {
      const line = world.desk.linesOf(day).find(({ id }) => id === input.id);
      if (!line) continue;
      Object.assign(line, { settled: { by: operator?.name ?? 'nobody', at: new Date().toISOString(), note: input.note } });
      day.open -= 1;
      publish({ type: 'reconciliation_changed', provider_id: day.provider, day: day.day });
      return line;
    }
    return refuse('not_found');
  }),
};
