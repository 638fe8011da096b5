export { createRequestLog } from './request-log.ts';
export type { ProviderFigures, RequestFilter, RequestLog, RequestRecord, TrafficSlice } from './port.ts';
