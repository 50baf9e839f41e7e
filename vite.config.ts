import { defineConfig } from 'vite'

export default defineConfig({
  root: 'client',
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    // Every browser that runs ES2022 and Lit preloads modules by itself.
    modulePreload: { polyfill: false },
  },
})
