import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('./packages', import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@tomoni\/([a-z-]+)$/, replacement: `${packages}/$1/src/index.ts` },
      {
        find: /^tfjs-backend-onnxruntime$/,
        replacement: `${packages}/tfjs-backend-onnxruntime/src/index.ts`,
      },
      { find: /^tomoni$/, replacement: `${packages}/tomoni/src/index.ts` },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'source',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'examples/*/src/**/*.test.ts'],
          exclude: ['test/packaging/**'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'types',
          typecheck: {
            enabled: true,
            only: true,
            include: ['packages/*/src/**/*.test-d.ts', 'test/**/*.test-d.ts'],
            tsconfig: 'tsconfig.test.json',
            ignoreSourceErrors: true,
          },
        },
      },
      {
        test: {
          name: 'packaging',
          include: ['test/packaging/**/*.test.ts'],
          globalSetup: 'test/packaging/installed-project.ts',
          testTimeout: 300_000,
        },
      },
    ],
  },
});
