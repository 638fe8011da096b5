export { createOutgoing, type OutgoingRoom } from './outgoing.ts';
export { createPost } from './post.ts';
export { outgoingRoutes } from './routes.ts';
