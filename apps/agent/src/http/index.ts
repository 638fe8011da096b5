export { type Certificate, ownCertificate } from './certificate.ts';
export { isLoopback } from './origin.ts';
export { createRouter, type Rooms } from './router.ts';
export { createHttp, type HttpServer } from './server.ts';
