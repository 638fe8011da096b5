import { contract } from '@banrimkwae/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import * as z from 'zod';

const Description = z.object({
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ summary: z.string().optional(), operationId: z.string().optional() }))),
});

/** OpenAPI 3.1 of the operator API, from the contract itself. */
export function describeApi(version: string): Promise<object> {
  return new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] }).generate(contract, {
    info: { title: 'Banrimkwae control centre: operator API', version },
    servers: [{ url: '/api' }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'A session token or an API key.' } } },
    security: [{ bearer: [] }],
  });
}

/** The same as a page to read: no script, nothing from elsewhere. */
export function apiPage(document: object): string {
  const { info, paths } = Description.parse(document);
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ path, method: method.toUpperCase(), call })),
  );
  const rows = calls.map(
    ({ path, method, call }) =>
      `<details><summary><code>${inHtml(method)} /api${inHtml(path)}</code> ${inHtml(call.summary ?? '')}</summary><pre>${inHtml(JSON.stringify(call, null, 2))}</pre></details>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${inHtml(info.title)}</title>
<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}code{font-weight:600}pre{overflow:auto;font-size:.8rem}summary{padding:.3rem 0;cursor:pointer}</style></head>
<body><h1>${inHtml(info.title)}</h1><p>Version ${inHtml(info.version)} · <a href="openapi.json">openapi.json</a> · live events: WebSocket <code>/ws/integrations</code></p>${rows.join('\n')}</body></html>`;
}

function inHtml(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
