import manifest from '../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;

/** This release did not exist before: a clock that shows less is wrong. */
export const RELEASED_AT = new Date('2026-11-01T00:00:00.000Z');
