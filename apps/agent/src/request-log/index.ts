export type { ProviderFigures, RequestFilter, RequestLog, RequestRecord, TrafficSlice } from './port.ts';
export { createRequestLog } from './request-log.ts';
