import { defineConfig } from 'vite';

import { licences } from './licences.mjs';

// The server that the development server (npx vite) takes its data from.
const backend = process.env.WHOSAID_URL ?? 'http://127.0.0.1:8080';

// systemFonts leaves out the fonts inside GraphiQL's style sheet: a quarter of the page for a look that the system's own
// fonts do as well. The icon font stays.
function systemFonts() {
  return {
    name: 'system-fonts',
    enforce: 'pre',
    transform(code, id) {
      if (!id.split('?')[0].endsWith('/graphiql/dist/style.css')) return null;
      return code.replace(/@font-face\s*{[^}]*}/g, (face) => (/Roboto|Fira/.test(face) ? '' : face));
    },
  };
}

export default defineConfig(({ command }) => {
  const collected = licences();
  return {
    base: command === 'serve' ? '/playground/' : './',
    plugins: [systemFonts(), collected.main],
    worker: { format: 'es', plugins: () => [collected.worker] },
    oxc: { jsx: { runtime: 'automatic' } },
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      target: 'es2022',
      sourcemap: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 5000,
      rolldownOptions: {
        checks: { bundlerTimings: false }, // advice that comes only where the machine is slow
        // "use client" is for servers that render React; there is none.
        onLog(level, log, report) {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
        },
      },
    },
    server: { proxy: { '/graphql': backend, '/playground/examples.json': backend } },
  };
});
