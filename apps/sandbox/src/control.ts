import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import { ZodError, z } from 'zod';
import { WebhookOrder } from './deliveries.ts';
import { FaultOrder, type Faults } from './faults.ts';
import type { RequestTape } from './request-tape.ts';
import type { Simulator } from './simulator.ts';
import type { World } from './world.ts';

/** Paces the day in the life; 0 stands still. */
export type Day = { pace: () => number; setPace: (eventsPerMinute: number) => void };
export type ControlDeps = { world: World; simulators: ReadonlyMap<string, Simulator>; faults: Faults; tape: RequestTape; day: Day };

const Clock = z.strictObject({
  offsetMs: z
    .number()
    .min(-400 * 86_400_000)
    .max(400 * 86_400_000),
});
const Pace = z.strictObject({ eventsPerMinute: z.number().min(0).max(600) });

/** Orders from staff, tests and the agent's practice profile. */
export function controlRouter(deps: ControlDeps): Router {
  const { world, simulators, faults, tape, day } = deps;
  const router = express.Router();
  router.use(express.json({ limit: '1mb' }));
  router.get('/health', (_request, response) => void response.json({ alive: true, world: world.name }));
  router.get('/simulators', (_request, response) => void response.json([...simulators.values()].map(describe)));
  router.get('/state/:provider', (request, response) => void response.json(found(simulators, request).state()));
  router.get('/requests', (_request, response) => void response.json(tape.list()));
  router.post('/reset', (_request, response) => {
    for (const simulator of simulators.values()) simulator.reset();
    faults.clear();
    world.deliveries.clear();
    world.travel(0);
    done(response);
  });
  router.post('/scenes/:provider/:scene', async (request, response) => {
    const play = found(simulators, request).scenes[String(request.params.scene)];
    if (!play) throw new NotThere('There is no such scene.');
    response.json({ result: (await play(request.body ?? {})) ?? null });
  });
  router.put('/clock', (request, response) => {
    world.travel(Clock.parse(request.body).offsetMs);
    done(response);
  });
  router.put('/day', (request, response) => {
    day.setPace(Pace.parse(request.body).eventsPerMinute);
    response.json({ eventsPerMinute: day.pace() });
  });
  orders(router, '/faults', { add: (body) => faults.order(FaultOrder.parse(body)), clear: faults.clear, list: faults.list });
  const { deliveries } = world;
  orders(router, '/webhook-orders', {
    add: (body) => deliveries.order(WebhookOrder.parse(body)),
    clear: deliveries.clear,
    list: deliveries.list,
  });
  router.use((_request: Request) => {
    throw new NotThere('There is no such order.');
  });
  router.use(refuse);
  return router;
}

class NotThere extends Error {}

type Orders = { add: (body: unknown) => void; clear: () => void; list: () => unknown };

function orders(router: Router, path: string, { add, clear, list }: Orders): void {
  router.put(path, (request, response) => {
    add(request.body);
    response.json(list());
  });
  router.delete(path, (_request, response) => {
    clear();
    done(response);
  });
  router.get(path, (_request, response) => void response.json(list()));
}

function describe({ id, hosts, scenes }: Simulator) {
  return { id, hosts: Object.keys(hosts), scenes: Object.keys(scenes) };
}

function found(simulators: ReadonlyMap<string, Simulator>, request: Request): Simulator {
  const simulator = simulators.get(String(request.params.provider));
  if (!simulator) throw new NotThere('There is no such provider.');
  return simulator;
}

function done(response: Response): void {
  response.json({ done: true });
}

const refuse: ErrorRequestHandler = (fault, _request, response, _next) => {
  const message = fault instanceof Error ? fault.message : String(fault);
  const malformed = fault instanceof ZodError || fault instanceof SyntaxError;
  response.status(fault instanceof NotThere ? 404 : malformed ? 400 : 409).json({ error: { message } });
};
