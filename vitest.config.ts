import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('./packages', import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@tomoni\/([a-z-]+)$/, replacement: `${packages}/$1/src/index.ts` },
      { find: /^tomoni$/, replacement: `${packages}/tomoni/src/index.ts` },
    ],
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'examples/*/src/**/*.test.ts'],
    testTimeout: 30_000,
    typecheck: { enabled: false },
  },
});
