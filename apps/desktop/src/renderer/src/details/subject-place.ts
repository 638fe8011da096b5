/** The screen that shows a thing, by the prefix of its id. */
export type SubjectPlace =
  | { kind: 'payment'; id: string }
  | { kind: 'reservation'; id: string }
  | { kind: 'conversation'; id: string }
  | { kind: 'webhook'; id: string }
  | { kind: 'request'; id: string }
  | { kind: 'job'; id: string }
  | { kind: 'replay'; id: string }
  | { kind: 'outage'; id: string }
  | { kind: 'approval'; id: string }
  | { kind: 'dispute'; id: string }
  | { kind: 'provider'; id: string };

const byPrefix: Readonly<Record<string, SubjectPlace['kind']>> = {
  pay: 'payment',
  res: 'reservation',
  conv: 'conversation',
  whe: 'webhook',
  req: 'request',
  job: 'job',
  rpl: 'replay',
  out: 'outage',
  apv: 'approval',
  dp: 'dispute',
};

/** Where the thing behind an id of the agent is shown; undefined when no screen shows it. `providers`: ids of the connections. */
export function placeOf(id: string, providers: readonly string[]): SubjectPlace | undefined {
  if (providers.includes(id)) return { kind: 'provider', id };
  const kind = byPrefix[id.slice(0, id.indexOf('_'))];
  return kind && { kind, id };
}
