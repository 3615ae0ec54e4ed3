import { imageName as nameOfImage } from './builds.ts';
import { type CodeIndex, depth, imagesIn, isUnit } from './code-index.ts';
import type { FoundDeployment } from './found.ts';
import type { Image } from './images.ts';
import { folderOf } from './paths.ts';

/** The images that are hinted at, else those that are called like the service. */
export function imagesOf(
  index: CodeIndex,
  id: string,
  aliases: readonly string[],
  hints: readonly string[],
): readonly Image[] {
  const said = index.images.filter((image) => hints.includes(image.path));
  if (said.length > 0) return said;
  const inside = index.images.filter((image) => hints.some((hint) => hint !== '' && folderOf(image.path) === hint));
  if (inside.length > 0) return inside;
  return index.images.filter((image) =>
    [id, ...aliases].some(
      (name) => isCalled(imageName(image.path), name) || isCalled(folderOf(image.path).split('/').at(-1) ?? '', name),
    ),
  );
}

/** `Dockerfile.auth`, `auth.Dockerfile`, `auth.gcp.Dockerfile` → auth. */
function imageName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/^(Dockerfile|Containerfile)[.-]?|\.?dockerfile$/gi, '').split('.')[0] ?? '';
}

/** Words that say what kind of thing a folder is and not which one. */
const KIND = /^(service|services|svc|server|app|application|api|run|cloud|the)$/;

function tokens(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((token) => token !== '');
}

/** Whether a folder or image is called like a service: the same words, the kind of thing left out; a prefix of the organisation may be there. */
function isCalled(folder: string, name: string): boolean {
  const own = tokens(folder);
  const wanted = tokens(name);
  if (own.length === 0 || wanted.length === 0) return false;
  if (own.join('-') === wanted.join('-')) return true;
  const plain = (words: readonly string[]): string => words.filter((word) => !KIND.test(word)).join('-');
  const a = plain(own);
  const b = plain(wanted);
  return a !== '' && a === b;
}

/** The folder that is called like one of the names; null where none is, or only a part of a piece of software. */
export function folderCalled(index: CodeIndex, names: readonly string[]): string | null {
  const called = names.flatMap((name) =>
    index.folders.filter((folder) => folder !== '' && isCalled(folder.split('/').at(-1) ?? '', name)),
  );
  const unit = called.find((folder) => isUnit(index.tree, folder));
  if (unit !== undefined) return unit;
  const suffixed = suffixFolder(index, names);
  // A folder inside a piece of software is a part of it, whatever it is called.
  return suffixed ?? (isUnit(index.tree, '') ? null : (called[0] ?? null));
}

/** `acme-auth-staging` is deployed from `auth`: one folder's words stand together in the name. */
function suffixFolder(index: CodeIndex, names: readonly string[]): string | null {
  const found = names.flatMap((name) => {
    const wanted = `-${tokens(name)
      .filter((token) => !KIND.test(token))
      .join('-')}-`;
    return index.folders.filter((folder) => {
      const own = tokens(folder.split('/').at(-1) ?? '')
        .filter((token) => !KIND.test(token))
        .join('-');
      const stands = own !== '' && folder !== '' && depth(folder) <= 3 && wanted.includes(`-${own}-`);
      return stands && isUnit(index.tree, folder);
    });
  });
  const shortest = found.sort((a, b) => depth(a) - depth(b))[0];
  return shortest !== undefined && found.every((folder) => folder === shortest || folder.startsWith(`${shortest}/`))
    ? shortest
    : null;
}

/** `acme/shop-api` is the image of the folder `api` that holds a Dockerfile, where only one folder ends the image's name so. */
export function folderOfImage(index: CodeIndex, deployments: readonly FoundDeployment[]): string | null {
  const names = [...new Set(deployments.flatMap(({ fact }) => (fact.image ? [nameOfImage(fact.image)] : [])))];
  const words = names.map((name) => tokens(name.slice(name.lastIndexOf('/') + 1)).join('-'));
  const found = index.folders.filter((folder) => {
    const own = tokens(folder.split('/').at(-1) ?? '').join('-');
    const ends = own !== '' && words.some((word) => word === own || word.endsWith(`-${own}`));
    return ends && imagesIn(index, folder).length > 0;
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}
