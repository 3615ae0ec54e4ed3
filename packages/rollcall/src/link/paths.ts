import { perPath } from './per-text.ts';

/** The folder of a path, without a closing slash; '' is the root. */
export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at);
}

/** A path relative to a folder, made plain; null when it leads out of the root. */
export function joinPath(folder: string, path: string): string | null {
  const out: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.pop() === undefined) return null;
  }
  return out.join('/');
}

/** A folder and the folders that it lies in, innermost first, the root last. */
export function ancestors(folder: string): readonly string[] {
  const out = [folder];
  for (let current = folder; current !== ''; ) {
    current = folderOf(current);
    out.push(current);
  }
  return out;
}

/** Code that is there for tests: by folder or by file name, as test runners find it. */
const TEST =
  /(^|\/)(tests?|__tests__|__mocks__|e2e|test_framework|test_suites?|fixtures|testdata|spec)\/|(^|\/)(test_[^/]*|[^/]*_test|[^/]*_tests|conftest)\.py$|_test\.go$|\.(test|spec|e2e|stories)\.[cm]?[jt]sx?$/i;

export const isTest = perPath((path) => TEST.test(path));

/** Code of others, or made by a build: not the service's own. */
const FOREIGN =
  /(^|\/)(node_modules|bower_components|site-packages|google-cloud-sdk|vendor|third_party|\.venv|venv|\.tox|\.nox|\.yarn|dist|build|out|\.next|coverage|htmlcov)\//;

/** A Go module is all that lies below it but what is vendored. https://go.dev/ref/mod#vendoring */
const FOREIGN_TO_GO = /(^|\/)(node_modules|vendor)\//;

/** A `build` that is committed holds what deploys as often as what was built; code in it was built. */
const BUILT =
  /(^|\/)build\/(?!(?:resources|classes|libs|generated|tmp|intermediates|outputs)\/|.*\.(?:py|[cm]?[jt]sx?|json|java|rb|kt)$)/;

export const isForeign = perPath((path) =>
  path.endsWith('.go') ? FOREIGN_TO_GO.test(path) : isForeignCode(path.replace(BUILT, '$1')),
);

const isForeignCode = (path: string): boolean => FOREIGN.test(path) || /\.min\.[cm]?js$|\.d\.[cm]?ts$/.test(path);

export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const at = name.lastIndexOf('.');
  return at < 0 ? '' : name.slice(at + 1).toLowerCase();
}
