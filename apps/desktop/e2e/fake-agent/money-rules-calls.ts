import { fake } from './ground.ts';

export const moneyRulesCalls = {
  get: fake.moneyRules.get.handler(({ context: { world } }) => world.desk.rules),
  set: fake.moneyRules.set.handler(({ input, context: { world } }) => {
    world.desk.rules = input;
    return input;
  }),
};
