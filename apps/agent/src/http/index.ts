export { ownCertificate } from './certificate.ts';
export { isLoopback } from './origin.ts';
export { createRouter } from './router.ts';
export { createHttp, type HttpServer } from './server.ts';
