import { createRequire } from 'node:module';
import { defineConfig } from 'tsdown';

const require = createRequire(import.meta.url);

/**
 * Chunks lie flat beside the entries, so that a module finds the grammars by `new URL('./x.wasm', import.meta.url)`; each dynamic
 * import stays a chunk of its own, which keeps `rollcall --version` at an empty process's cost.
 */
export default defineConfig({
  entry: { cli: 'src/cli/main.ts', index: 'src/check.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: true,
  dts: { entry: 'src/check.ts' },
  sourcemap: false,
  minify: false,
  clean: true,
  report: false,
  logLevel: 'warn',
  failOnWarn: false,
  outputOptions: { chunkFileNames: '[name]-[hash].mjs' },
  copy: [
    require.resolve('tree-sitter-python/tree-sitter-python.wasm'),
    require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
  ],
});
