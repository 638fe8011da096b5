import { deskCalls, deskEvents } from '@banrimkwae/contract/desk';
import { defineConfig } from 'electron-vite';
import renderer from './vite.renderer.config.ts';

/** Not bundled: the keychain's native library, and two optional accelerators of `ws` that are not installed. */
const external = ['@napi-rs/keyring', 'bufferutil', 'utf-8-validate'];

export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      rollupOptions: { input: 'src/main/main.ts', external, output: { entryFileNames: 'index.js' } },
    },
  },
  preload: {
    define: { DESK_CALLS: JSON.stringify(Object.keys(deskCalls)), DESK_EVENTS: JSON.stringify(Object.keys(deskEvents)) },
    build: {
      rollupOptions: { input: 'src/preload/preload.ts', output: { format: 'cjs', entryFileNames: 'index.cjs' } },
    },
  },
  renderer,
});
