import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import * as simpleIcons from 'simple-icons';
import { defineConfig, type Plugin } from 'vite';

const connectors = join(import.meta.dirname, '../../packages/connectors/src');

/** The marks that connectors name in their manifests, by slug: so a new connector brings its logo without an edit here. */
function providerLogos(): Record<string, string> {
  const bySlug = new Map(
    Object.values(simpleIcons).flatMap((icon) => (typeof icon === 'object' && 'slug' in icon ? [[icon.slug, icon.path]] : [])),
  );
  const wanted = readdirSync(connectors, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [...readFileSync(join(connectors, name, 'manifest.ts'), 'utf8').matchAll(/logo: '([a-z0-9]+)'/g)])
    .flatMap(([, slug]) => slug ?? []);
  return Object.fromEntries(wanted.flatMap((slug) => (bySlug.has(slug) ? [[slug, bySlug.get(slug) ?? '']] : [])));
}

/**
 * The pages stand at the root of their origin, in the browser as in the desktop's own scheme; electron-vite would write addresses that hold on the
 * first page only, so that a reload of /payments/pay_1 found nothing. https://electron-vite.org/config/#built-in-config-for-renderer
 */
const fromTheRoot: Plugin = { name: 'addresses-from-the-root', enforce: 'post', config: () => ({ base: '/' }) };

/** The control centre's pages. Built alone (`vite build -c vite.renderer.config.ts`) for the browser, and by electron-vite for the desktop. */
export default defineConfig({
  root: join(import.meta.dirname, 'src/renderer'),
  plugins: [react(), fromTheRoot],
  define: { PROVIDER_LOGOS: JSON.stringify(providerLogos()) },
  build: {
    outDir: join(import.meta.dirname, 'out/renderer'),
    emptyOutDir: true,
    minify: true,
    chunkSizeWarningLimit: 1200,
    rollupOptions: { input: join(import.meta.dirname, 'src/renderer/index.html') },
  },
});
