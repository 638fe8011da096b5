export { gapRoutes } from './gap-routes.ts';
export { createGaps, type GapsRoom } from './gaps.ts';
