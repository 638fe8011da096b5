/** One line of the doctor: how a thing stands, and what to do where it does not stand well. */
export type Finding = { level: 'ok' | 'note' | 'broken'; about: string; says: string; cure?: string };
/** Looks at one thing and changes nothing. What it throws becomes a finding. */
export type Check<Deps> = (deps: Deps) => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>;

export function ok(about: string, says: string): Finding {
  return { level: 'ok', about, says };
}

export function note(about: string, says: string, cure?: string): Finding {
  return { level: 'note', about, says, ...(cure === undefined ? {} : { cure }) };
}

export function broken(about: string, says: string, cure: string): Finding {
  return { level: 'broken', about, says, cure };
}

export function wordsOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
