import { defineConfig, type Plugin } from 'vite'

/** Web Awesome's default icons would come from a foreign server. None of them is used: its address needn't stand in our files either. */
const noForeignIcons: Plugin = {
  name: 'no-foreign-icons',
  transform(code, id) {
    if (!id.includes('webawesome') || !code.includes('fontawesome.com/releases')) return null
    return { code: code.replaceAll(/https:\/\/ka-[fp]\.fontawesome\.com/g, ''), map: null }
  },
}

// A build that a test starts inherits NODE_ENV=test, and would take the slow development variants of Lit.
process.env.NODE_ENV = 'production'

export default defineConfig({
  root: 'client',
  plugins: [noForeignIcons],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    // Every browser that runs ES2022 and Lit preloads modules by itself.
    modulePreload: { polyfill: false },
  },
})
