import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';

/** The built control centre. A path without a file ending is one of its screens and gets the page. */
export function webSite(folder: string): Router {
  const router = express.Router();
  router.use(
    express.static(folder, { index: 'index.html', setHeaders: (response, path) => response.setHeader('cache-control', cacheFor(path)) }),
  );
  router.get(/.*/, (request: Request, response: Response, next: NextFunction) => {
    if (extname(request.path) !== '' || !existsSync(join(folder, 'index.html'))) return next();
    response.setHeader('cache-control', 'no-cache');
    response.sendFile(join(folder, 'index.html'));
  });
  return router;
}

/** Built files carry a hash of their content in their name; the page that names them does not. */
function cacheFor(path: string): string {
  return /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}
