import { createRequire } from 'node:module';
import { defineConfig } from 'tsdown';
import { bundledLicenses } from './bundled-licenses.ts';

const require = createRequire(import.meta.url);

const grammars = [
  require.resolve('tree-sitter-go/tree-sitter-go.wasm'),
  require.resolve('tree-sitter-python/tree-sitter-python.wasm'),
  require.resolve('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm'),
  require.resolve('tree-sitter-ruby/tree-sitter-ruby.wasm'),
  require.resolve('tree-sitter-java/tree-sitter-java.wasm'),
  require.resolve('@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin.wasm'),
  require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
];

/**
 * Chunks lie flat beside the entries, so that a module finds the grammars by `new URL('./x.wasm', import.meta.url)`; each dynamic
 * import stays a chunk of its own, which keeps `rollcall --version` at an empty process's cost. The package's devDependencies are
 * bundled: loaded from their own files they take more than twice as long to start.
 */
export default defineConfig({
  entry: { cli: 'src/cli/main.ts', index: 'src/check.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: true,
  dts: { entry: 'src/check.ts' },
  clean: true,
  report: false,
  logLevel: 'warn',
  deps: { onlyBundle: false },
  outputOptions: { chunkFileNames: '[name]-[hash].mjs' },
  checks: { pluginTimings: false },
  plugins: [bundledLicenses('THIRD-PARTY-LICENSES.txt', grammars)],
  copy: [...grammars, { from: '../../docs/reference/*.schema.json', to: 'dist/schemas' }],
});
