import type { StatedStart } from '../model/deployment.ts';
import { isPublicImage, isSampleImage, isServerOfOthers } from '../model/public-images.ts';
import { known } from '../model/text.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { type Build, imageName as nameOfImage, sameImage } from './builds.ts';
import { findStarted, type ServiceProgram } from './entries.ts';
import type { FoundDeployment } from './found.ts';
import { goFunctionFile } from './go-functions.ts';
import { type Image, isDockerfile, readImage } from './images.ts';
import { ancestors, folderOf, isForeign, isTest, joinPath } from './paths.ts';
import { perText } from './per-text.ts';
import { languageOf } from './program.ts';
import { APP_MANIFESTS } from './whole-apps.ts';

/** Where the code of a service lies and what it starts with. */
export interface ServiceCode {
  readonly roots: readonly string[];
  readonly entry: string | null;
  readonly imageVariables: Image['variables'];
  /** A web server hands out its files: nothing of its code runs there. */
  readonly served: boolean;
  /** What it runs: the first begins with the entry; none where no entry is known. */
  readonly programs: readonly ServiceProgram[];
  /** Shell scripts that its containers run. */
  readonly scripts: readonly string[];
}

const NO_CODE: ServiceCode = {
  roots: [],
  entry: null,
  imageVariables: new Map(),
  served: false,
  programs: [],
  scripts: [],
};

/** What is known of a tree's images and folders, read once. */
export interface CodeIndex {
  readonly tree: SourceTree;
  readonly images: readonly Image[];
  readonly folders: readonly string[];
  readonly builds: readonly Build[];
  text(path: string): string | null;
}

const imageIn = perText(readImage);

export function indexCode(tree: SourceTree, loaded: ReadonlySet<string>, builds: readonly Build[]): CodeIndex {
  const text = (path: string): string | null => {
    const file = loaded.has(path) ? tree.text(path) : null;
    return file?.ok ? file.text : null;
  };
  const images = [...loaded]
    .filter((path) => isDockerfile(path) && !isForeign(path))
    .flatMap((path) => imageIn(path, tree.text(path)) ?? []);
  const folders = new Set<string>();
  for (const path of tree.files.keys()) {
    if (isTest(path) || isForeign(path) || !languageOf(path)) continue;
    for (const folder of ancestors(folderOf(path))) if (folder.split('/').length <= 4) folders.add(folder);
  }
  return { tree, images, builds, folders: [...folders].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)), text };
}

function depth(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

/**
 * Finds a service's code: by what its deployments say (a folder or a Dockerfile beside its name, `--source`), by the build that makes its
 * image, by a folder that is called like it, by where its script lies, by an image that is called like it; a tree with one service and
 * code at the root is that service.
 */
export function codeOf(
  index: CodeIndex,
  id: string,
  aliases: readonly string[],
  hints: readonly string[],
  deployments: readonly FoundDeployment[],
  alone: boolean,
): ServiceCode {
  const code = findCode(index, id, aliases, hints, deployments, alone);
  // The whole tree as the context of a build says nothing of what one service of several runs.
  return !alone && code.entry === null && code.roots.includes('') ? NO_CODE : code;
}

/**
 * Finds the code of a service that runs several images, a container each: that of the first that runs any is told, and all of it counts.
 * Null where it does not: what others publish is none of it.
 */
export function codeOfContainers(index: CodeIndex, deployments: readonly FoundDeployment[]): ServiceCode | null {
  const byImage = new Map<string, FoundDeployment[]>();
  for (const deployment of deployments) {
    const { image, container } = deployment.fact;
    if (image === null || container === null || isPublicImage(image)) continue;
    const name = nameOfImage(image);
    byImage.set(name, [...(byImage.get(name) ?? []), deployment]);
  }
  if (byImage.size < 2) return null;
  const codes = [...byImage].map(([image, own]) => codeOfContainer(index, image, own));
  const found = codes.filter(({ roots, entry }) => entry !== null || roots.length > 0);
  if (found.length === 0) return null;
  const [first = NO_CODE] = [...found].sort((a, b) => Number(a.served) - Number(b.served));
  const running = found.filter(({ served }) => !served);
  return {
    ...first,
    imageVariables: new Map(running.flatMap(({ imageVariables }) => [...imageVariables])),
    roots: unique([...first.roots, ...running.flatMap(({ roots }) => roots)]),
    programs: [...first.programs, ...running.filter((one) => one !== first).flatMap(({ programs }) => programs)],
    scripts: unique(found.flatMap(({ scripts }) => scripts)),
  };
}

/** The functions of Go that deployments name, each in the folder that it is made of. */
function functionsOf(
  index: CodeIndex,
  folders: readonly string[],
  deployments: readonly FoundDeployment[],
): readonly ServiceProgram[] {
  const names = unique(deployments.flatMap(({ fact }) => fact.entryPoint ?? []));
  return names.flatMap((entryPoint) =>
    folders
      .flatMap((folder) => goFunctionFile(index, folder, entryPoint) ?? [])
      .slice(0, 1)
      .map((entry) => ({ entry, lines: [], loads: [], entryPoint })),
  );
}

function codeOfContainer(index: CodeIndex, image: string, own: readonly FoundDeployment[]): ServiceCode {
  const containers = unique(own.flatMap(({ fact }) => fact.container ?? []));
  const names = [...containers, image.slice(image.lastIndexOf('/') + 1)];
  return codeOf(index, names[0] ?? '', names.slice(1), [], own, false);
}

function findCode(
  index: CodeIndex,
  id: string,
  aliases: readonly string[],
  hints: readonly string[],
  deployments: readonly FoundDeployment[],
  alone: boolean,
): ServiceCode {
  if (deployments.length > 0 && deployments.every(({ fact }) => isServerOfOthers(fact.image))) return NO_CODE;
  const starts = startsOf(deployments);
  const said = [...hints.filter((hint) => index.folders.includes(hint)), ...sourcesOf(index, deployments)];
  const told = said.length === 0 ? builtCode(index, deployments) : null;
  if (told) return settle(index, told.roots, told.image ? [told.image] : [], starts);
  const images = imagesOf(index, id, aliases, hints);
  const beside = said.flatMap((folder) => imagesIn(index, folder));
  const functions = functionsOf(index, said, deployments);
  if (functions.length > 0)
    return { ...NO_CODE, roots: unique(said), entry: functions[0]?.entry ?? null, programs: functions };
  if (said.length > 0) return settle(index, said, images.length > 0 ? images : beside, starts);
  const stated = deployments.filter(({ fact }) => fact.format !== 'compose' && !isPublicImage(fact.image));
  // A service of a compose file that builds nothing runs what is made elsewhere: only its name can tell of what.
  const guessed = deployments.length === 0 || stated.length > 0;
  const named = folderCalled(index, [id, ...aliases]) ?? scriptFolder(index, stated);
  if (named !== null) return settle(index, [named], images.length > 0 ? images : imagesIn(index, named), starts);
  const ofImage = folderOfImage(index, stated);
  if (ofImage !== null) return settle(index, [ofImage], imagesIn(index, ofImage), starts);
  const copied = imageFolders(index, images);
  if (copied.length > 0 || images.length > 0) return settle(index, copied, images, starts);
  const [only, ...others] = index.images;
  const single = only !== undefined && others.length === 0;
  // Where the tree makes one image, that is the one whose name a command gives later.
  if (!guessed || (!alone && !(single && isUnnamed(stated)))) return NO_CODE;
  if (single) return settle(index, rootsOfImage(index, only, folderOf(only.path)), [only], starts);
  const whole = settle(index, rootFolder(index), imagesIn(index, ''), starts);
  // Of several images none is known to be the service's: all of the code is more than it runs.
  return whole.entry === null && others.length > 0 && imagesIn(index, '').length === 0 ? NO_CODE : whole;
}

/** What deployments say that is started; those with a sample for an image count only where there are no others. */
function startsOf(deployments: readonly FoundDeployment[]): readonly (StatedStart | null)[] {
  const own = deployments.filter(({ fact }) => !isServerOfOthers(fact.image));
  const real = own.filter(({ fact }) => !isSampleImage(fact.image));
  return (real.length > 0 ? real : own).map(({ fact }) => fact.start ?? null);
}

/** The code that an image is built from, where a deployment of this tree leaves none of it to guess; null: nothing builds it here. */
function builtCode(
  index: CodeIndex,
  deployments: readonly FoundDeployment[],
): { readonly roots: readonly string[]; readonly image: Image | null } | null {
  for (const deployment of deployments)
    for (const build of deployment.fact.workload === 'function' ? [] : buildsFor(index, deployment)) {
      const image = imageOfBuild(index, build);
      const context = contextOf(index, build, image);
      if (context === null) continue;
      const roots = image ? rootsOfImage(index, image, context) : [context];
      if (roots.length > 0) return { roots, image };
    }
  return null;
}

/** The code that a deployment itself says it is made of: what it builds from, or what the build of its image takes in. */
export function statedCode(
  index: CodeIndex,
  deployment: FoundDeployment,
): { readonly roots: readonly string[]; readonly image: Image | null } | null {
  const said = sourcesOf(index, [deployment]);
  if (said.length > 0) return { roots: said, image: null };
  if (deployment.fact.workload !== 'function') return builtCode(index, [deployment]);
  // No image holds a function: what a build of the same file makes is something else.
  const own = scriptFolder(index, [deployment]);
  return own === null ? null : { roots: [own], image: null };
}

/** What a piece of code calls itself: its folder, or the package at the root. */
export function nameOfCode(index: CodeIndex, roots: readonly string[], image: Image | null): string | null {
  const folder = image ? folderOf(image.path) : (roots[0] ?? '');
  if (folder !== '') return folder.split('/').at(-1) ?? null;
  const manifest = index.text('package.json');
  const stated = manifest === null ? null : /^\s*"name"\s*:\s*"(?:@[^/"]+\/)?([^"]+)"/m.exec(manifest)?.[1];
  return stated ?? (roots.length === 1 && roots[0] ? roots[0] : 'app');
}

function buildsFor(index: CodeIndex, { fact, entry }: FoundDeployment): readonly Build[] {
  const near = [...index.builds].sort(
    (a, b) =>
      Number(b.path === fact.range.path || b.entry === entry) - Number(a.path === fact.range.path || a.entry === entry),
  );
  const name = fact.image ? nameOfImage(fact.image) : null;
  const same = near.filter(({ images }) => name !== null && images.some((image) => sameImage(image, name)));
  if (same.length > 0) return same;
  if (fact.image && known(fact.image) !== null) return [];
  // An image whose name only run time knows is the one that the same file builds, where it builds one.
  const own = near.filter((build) => build.path === fact.range.path || build.entry === entry);
  const places = new Set(own.map(({ folders, files, config }) => JSON.stringify([folders, files, config])));
  return places.size === 1 ? own.slice(0, 1) : [];
}

function imageOfBuild(index: CodeIndex, build: Build): Image | null {
  const deepest = [...build.folders].sort((a, b) => depth(b) - depth(a));
  const wanted = build.files.length > 0 ? build.files : deepest.map((folder) => joinPath(folder, 'Dockerfile') ?? '');
  for (const path of wanted) {
    const image = index.images.find((one) => one.path === path);
    if (image) return (build.target === null ? null : image.stages.get(build.target.toLowerCase())) ?? image;
  }
  return null;
}

function contextOf(index: CodeIndex, build: Build, image: Image | null): string | null {
  const known_ = build.folders.filter((folder) => index.folders.includes(folder));
  const own = image && build.files.length === 0 ? known_.find((folder) => folder === folderOf(image.path)) : undefined;
  if (own !== undefined) return own;
  if (image) return known_.includes('') ? '' : (known_[0] ?? null);
  return known_.find((folder) => folder !== '' && isUnit(index.tree, folder)) ?? known_[0] ?? null;
}

/** The folders of a build context that an image takes in. */
function rootsOfImage(index: CodeIndex, image: Image, context: string): readonly string[] {
  const own = folderOf(image.path);
  const inside = own !== context && index.folders.includes(own) && own !== '';
  const copied = copiedBy(image).flatMap((source) => {
    const path = joinPath(context, source.replace(/\/(\.|\*)?$/, ''));
    if (path === null) return [];
    if (path === context) return [context];
    if (index.folders.includes(path)) return [path];
    return languageOf(path) && !isTest(path) && !isForeign(path) ? [folderOf(path)] : [];
  });
  const kept = unique(copied).filter((folder) => folder === context || !SHARED.test(folder));
  if (kept.includes(context)) return inside ? [own] : [context];
  if (inside && !kept.some((folder) => folder === own || folder.startsWith(`${own}/`))) return [own, ...kept];
  if (kept.length > 0) return kept;
  return index.folders.includes(context) ? [context] : [];
}

function copiedBy(image: Image): readonly string[] {
  return image.copies.flatMap(({ sources }) => sources);
}

/** Folders that hold what several services use. */
const SHARED = /(^|\/)(shared|common|libs?)$/;

function settle(
  index: CodeIndex,
  roots: readonly string[],
  images: readonly Image[],
  starts: readonly (StatedStart | null)[],
): ServiceCode {
  if (roots.length === 0 && images.length === 0) return NO_CODE;
  const { programs, scripts } = findStarted(index, images, roots, starts);
  const entry = programs[0]?.entry ?? null;
  // A server of others that the tree sets up runs none of its code.
  if (entry === null && images.length > 0 && images.every(({ ofOthers, served }) => ofOthers && !served))
    return { ...NO_CODE, scripts };
  const found = roots.length > 0 ? unique(roots) : entry === null ? [] : [folderOf(entry)];
  // Where a deployment says what is started, that is no server of files.
  const served = images.length > 0 && images.every((image) => image.served) && starts.every((start) => start === null);
  const imageVariables = new Map(images.flatMap((image) => [...image.variables]));
  return { roots: found, entry, imageVariables, served, programs, scripts };
}

/** What tells that a folder is a piece of software of its own. */
const MANIFESTS = [
  'Dockerfile',
  'package.json',
  'pyproject.toml',
  'requirements.txt',
  'setup.py',
  'Pipfile',
  'go.mod',
  ...APP_MANIFESTS,
];
const STARTS = [
  'main.py',
  'app.py',
  'server.py',
  'wsgi.py',
  'manage.py',
  'app/main.py',
  'src/main.py',
  'main.ts',
  'main.js',
  'server.ts',
  'server.js',
  'main.go',
];

function isUnit(tree: SourceTree, folder: string): boolean {
  const has = (name: string): boolean => tree.files.has(folder === '' ? name : `${folder}/${name}`);
  return MANIFESTS.some(has) || STARTS.some(has);
}

function imagesIn(index: CodeIndex, folder: string): readonly Image[] {
  const own = index.images.filter((image) => folderOf(image.path) === folder);
  const plain = own.filter((image) => /(^|\/)(Dockerfile|Containerfile)$/.test(image.path));
  return plain.length > 0 ? plain : own.length === 1 ? own : [];
}

/** Folders of scripts that deploy what lies elsewhere. */
const ELSEWHERE =
  /(^|\/)(\.github|scripts?|tools?|infra(structure)?|deploy(ment)?s?|ops|ci|bin|docs?|cloud-?run|k8s|config|terraform|gcp)(\/|$)/i;

/** A script or manifest that lies in a piece of software deploys it. */
function scriptFolder(index: CodeIndex, deployments: readonly FoundDeployment[]): string | null {
  const found = deployments.flatMap(({ fact }) => {
    const own = ancestors(folderOf(fact.range.path)).find((folder) => !ELSEWHERE.test(folder));
    return own && index.folders.includes(own) && isUnit(index.tree, own) ? [own] : [];
  });
  const [first] = found;
  return first !== undefined && found.every((folder) => folder === first) ? first : null;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

function imagesOf(
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

function sourcesOf(index: CodeIndex, deployments: readonly FoundDeployment[]): readonly string[] {
  return deployments.flatMap(({ fact, command }) => {
    const source = fact.source && known(fact.source);
    if (source === null || source === undefined) return [];
    const own = folderOf(fact.range.path);
    const bases = command?.directory
      ? [command.directory]
      : /^\.?\/?$/.test(source)
        ? [...(fact.carrier === 'github-actions' ? [] : unitAround(index, own)), '']
        : ['', own];
    const paths = bases.flatMap((base) => joinPath(base, source) ?? []);
    const path = paths.find((one) => index.folders.includes(one));
    return path === undefined ? [] : [path];
  });
}

/** The piece of software that a folder is, or where the root is none, the one that it lies in: `service/scripts` is of `service`. */
function unitAround(index: CodeIndex, own: string): readonly string[] {
  if (isUnit(index.tree, own)) return [own];
  if (isUnit(index.tree, '')) return [];
  const unit = ancestors(own).find((folder) => folder !== '' && isUnit(index.tree, folder));
  return unit === undefined ? [] : [unit];
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

function folderCalled(index: CodeIndex, names: readonly string[]): string | null {
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

/** Whether nothing is known of the images' names: `{{ .Values.repository }}:{{ .Values.tag }}`. */
function isUnnamed(deployments: readonly FoundDeployment[]): boolean {
  return (
    deployments.length > 0 &&
    deployments.every(({ fact: { image } }) => {
      const told = (image ?? []).map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
      return image !== null && /^\W*(:[\w.-]*)?$/.test(told);
    })
  );
}

/** `acme/shop-api` is the image of the folder `api` that holds a Dockerfile, where only one folder ends the image's name so. */
function folderOfImage(index: CodeIndex, deployments: readonly FoundDeployment[]): string | null {
  const names = unique(deployments.flatMap(({ fact }) => (fact.image ? [nameOfImage(fact.image)] : [])));
  const words = names.map((name) => tokens(name.slice(name.lastIndexOf('/') + 1)).join('-'));
  const found = index.folders.filter((folder) => {
    const own = tokens(folder.split('/').at(-1) ?? '').join('-');
    const ends = own !== '' && words.some((word) => word === own || word.endsWith(`-${own}`));
    return ends && imagesIn(index, folder).length > 0;
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

function imageFolders(index: CodeIndex, images: readonly Image[]): readonly string[] {
  return unique(
    images.flatMap((image) => {
      const own = folderOf(image.path);
      const plain = copiedBy(image).some(
        (source) => joinPath('', source) !== '' && index.folders.includes(source.replace(/\/$/, '')),
      );
      return rootsOfImage(index, image, plain || !index.folders.includes(own) ? '' : own);
    }),
  );
}

function rootFolder(index: CodeIndex): readonly string[] {
  return index.folders.includes('') ? [''] : [];
}
