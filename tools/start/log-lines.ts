const WARNING = 40;

/**
 * What a person at the terminal reads of a log line: warnings and errors of a structured log as one sentence, its other lines not at all
 * (undefined), and whatever is no structured log as it came.
 */
export function readable(line: string): string | undefined {
  if (line.trim() === '') return undefined;
  const entry = parseEntry(line);
  if (entry === undefined) return line;
  if (entry.level < WARNING) return undefined;
  return entry.detail === undefined ? entry.message : `${entry.message}: ${entry.detail}`;
}

type Entry = { level: number; message: string; detail: string | undefined };

function parseEntry(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('level' in value) || !('msg' in value)) return undefined;
    const fault =
      'err' in value && typeof value.err === 'object' && value.err !== null && 'message' in value.err ? value.err.message : undefined;
    return { level: Number(value.level), message: String(value.msg), detail: fault === undefined ? undefined : String(fault) };
  } catch {
    return undefined;
  }
}
