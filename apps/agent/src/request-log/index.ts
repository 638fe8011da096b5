export type { ProviderFigures, RequestLog, TrafficSlice } from './port.ts';
export { createRequestLog } from './request-log.ts';
