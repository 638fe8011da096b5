/**
 * lost: promised, and not there. duplicated: there twice. stuck: not ended within the patience, or given up. damaged: a file or the audit chain.
 * misbehaved: the agent ended by itself, or beside another one.
 */
export const VIOLATIONS = ['lost', 'duplicated', 'stuck', 'damaged', 'misbehaved'] as const;
export type Violation = { kind: (typeof VIOLATIONS)[number]; what: string };

export function violation(kind: Violation['kind']) {
  return (what: string): Violation => ({ kind, what });
}
