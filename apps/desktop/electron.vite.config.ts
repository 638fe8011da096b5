import { deskCalls, deskEvents } from '@banrimkwae/contract/desk';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** Workspace packages are TypeScript sources, so they are bundled; published packages stay in node_modules. */
const bundled = ['@banrimkwae/contract', '@banrimkwae/money', 'zod', '@orpc/contract'];

export default defineConfig({
  main: {
    build: {
      externalizeDeps: { exclude: bundled },
      rollupOptions: { input: 'src/main/main.ts', output: { entryFileNames: 'index.js' } },
    },
  },
  preload: {
    define: { DESK_CALLS: JSON.stringify(Object.keys(deskCalls)), DESK_EVENTS: JSON.stringify(Object.keys(deskEvents)) },
    build: {
      rollupOptions: { input: 'src/preload/preload.ts', output: { format: 'cjs', entryFileNames: 'index.cjs' } },
    },
  },
  renderer: {
    plugins: [react()],
    build: { minify: true, rollupOptions: { input: 'src/renderer/index.html' } },
  },
});
