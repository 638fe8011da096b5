/** bad: money lost or a thing down · warn: slow or waiting · good: proved fine · info: on its way · plain: nothing to say. */
export type Tone = 'bad' | 'warn' | 'good' | 'info' | 'plain';
