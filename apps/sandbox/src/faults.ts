import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Simulator } from './simulator.ts';

/** What an ordered fault does to the next calls it fits. `drop_after_apply`: the provider does it, and its answer never arrives. */
export const FaultOrder = z
  .strictObject({
    provider: z.string(),
    host: z.string().optional(),
    /** A regular expression on the path behind the host. */
    path: z.string().optional(),
    kind: z.enum(['status', 'latency', 'drop_before', 'drop_after_apply', 'malformed_body']).optional(),
    status: z.int().min(400).max(599).optional(),
    latencyMs: z.int().min(0).max(120_000).optional(),
    times: z.int().min(1).max(1_000_000).default(1),
  })
  .transform(({ kind, ...order }) => ({
    ...order,
    kind: kind ?? (order.status === undefined ? ('latency' as const) : ('status' as const)),
  }));
export type FaultOrder = z.output<typeof FaultOrder>;

export type Faults = {
  order: (order: FaultOrder) => void;
  clear: () => void;
  list: () => readonly FaultOrder[];
  guard: (simulator: Simulator, host: string) => RequestHandler;
};

/** Faults that were ordered, each for so many calls. */
export function createFaults(): Faults {
  let orders: FaultOrder[] = [];
  const take = (simulator: string, host: string, path: string): FaultOrder | undefined => {
    const order = orders.find(
      (each) => each.provider === simulator && (each.host ?? host) === host && new RegExp(each.path ?? '').test(path),
    );
    if (!order) return undefined;
    orders = orders.flatMap((each) => (each !== order ? [each] : each.times > 1 ? [{ ...each, times: each.times - 1 }] : []));
    return order;
  };
  return {
    order: (order) => void orders.push(order),
    clear: () => {
      orders = [];
    },
    list: () => orders,
    guard: (simulator, host) => (request, response, next) => {
      const order = take(simulator.id, host, request.path);
      if (order === undefined) return next();
      strike(order, { simulator, request, response, next });
    },
  };
}

type Struck = { simulator: Simulator; request: Request; response: Response; next: NextFunction };

function strike(order: FaultOrder, { simulator, request, response, next }: Struck): void {
  if (order.kind === 'latency') return void setTimeout(next, order.latencyMs ?? 0);
  if (order.kind === 'drop_before') return void request.socket.destroy();
  if (order.kind === 'drop_after_apply') {
    answerInstead(response, () => request.socket.destroy());
    return next();
  }
  if (order.kind === 'malformed_body') {
    answerInstead(response, (end) => end('{"half": '));
    return next();
  }
  const status = order.status ?? 500;
  const { contentType, body } = simulator.errorBody(status);
  setTimeout(() => response.status(status).type(contentType).send(body), order.latencyMs ?? 0);
}

/** The handler runs to its end, but what it says is replaced. */
function answerInstead(response: Response, instead: (end: (body: string) => void) => void): void {
  const end = response.end.bind(response);
  const swallow = () => {
    response.removeHeader('content-length');
    instead((body) => void end(body));
    return response;
  };
  Object.assign(response, { write: () => true, end: swallow });
}
