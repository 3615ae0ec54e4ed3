import type { StatedStart } from '../model/deployment.ts';
import { isPublicImage, isSampleImage, isServerOfOthers } from '../model/public-images.ts';
import { known } from '../model/text.ts';
import { imageName as nameOfImage } from './builds.ts';
import { builtCode, copiedBy, rootsOfImage } from './built-code.ts';
import { type CodeIndex, imagesIn, isUnit } from './code-index.ts';
import { findStarted, type ServiceProgram } from './entries.ts';
import type { FoundDeployment } from './found.ts';
import { goFunctionFile } from './go-functions.ts';
import type { Image } from './images.ts';
import { folderCalled, folderOfImage, imagesOf } from './named-code.ts';
import { ancestors, folderOf, joinPath } from './paths.ts';

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
    roots: [...new Set([...first.roots, ...running.flatMap(({ roots }) => roots)])],
    programs: [...first.programs, ...running.filter((one) => one !== first).flatMap(({ programs }) => programs)],
    scripts: [...new Set(found.flatMap(({ scripts }) => scripts))],
  };
}

/** The functions of Go that deployments name, each in the folder that it is made of. */
function functionsOf(
  index: CodeIndex,
  folders: readonly string[],
  deployments: readonly FoundDeployment[],
): readonly ServiceProgram[] {
  const names = [...new Set(deployments.flatMap(({ fact }) => fact.entryPoint ?? []))];
  return names.flatMap((entryPoint) =>
    folders
      .flatMap((folder) => goFunctionFile(index, folder, entryPoint) ?? [])
      .slice(0, 1)
      .map((entry) => ({ entry, lines: [], loads: [], entryPoint })),
  );
}

function codeOfContainer(index: CodeIndex, image: string, own: readonly FoundDeployment[]): ServiceCode {
  const containers = [...new Set(own.flatMap(({ fact }) => fact.container ?? []))];
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
    return { ...NO_CODE, roots: [...new Set(said)], entry: functions[0]?.entry ?? null, programs: functions };
  if (said.length > 0) return settle(index, said, images.length > 0 ? images : beside, starts);
  // A tree that makes images may call one as Docker Hub calls its own: without an organisation.
  const isOfOthers = index.images.length > 0 ? isServerOfOthers : isPublicImage;
  const stated = deployments.filter(({ fact }) => fact.format !== 'compose' && !isOfOthers(fact.image));
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
  if (!guessed || (!alone && !(single && (isUnnamed(stated) || isOfChart(index, stated))))) return NO_CODE;
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
  const found = roots.length > 0 ? [...new Set(roots)] : entry === null ? [] : [folderOf(entry)];
  // Where a deployment says what is started, that is no server of files.
  const served = images.length > 0 && images.every((image) => image.served) && starts.every((start) => start === null);
  const imageVariables = new Map(images.flatMap((image) => [...image.variables]));
  return { roots: found, entry, imageVariables, served, programs, scripts };
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

/** Whether each image is called like the chart that deploys it: the one that a tree with a chart of its own makes. */
function isOfChart(index: CodeIndex, deployments: readonly FoundDeployment[]): boolean {
  return (
    deployments.length > 0 &&
    deployments.every(({ fact: { image, range } }) => {
      const name = image === null ? '' : (nameOfImage(image).split('/').at(-1) ?? '');
      const chart = ancestors(folderOf(range.path)).find((folder) => index.tree.files.has(`${folder}/Chart.yaml`));
      return name !== '' && chart?.split('/').at(-1) === name;
    })
  );
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

function imageFolders(index: CodeIndex, images: readonly Image[]): readonly string[] {
  return [
    ...new Set(
      images.flatMap((image) => {
        const own = folderOf(image.path);
        const plain = copiedBy(image).some(
          (source) => joinPath('', source) !== '' && index.folders.includes(source.replace(/\/$/, '')),
        );
        return rootsOfImage(index, image, plain || !index.folders.includes(own) ? '' : own);
      }),
    ),
  ];
}

function rootFolder(index: CodeIndex): readonly string[] {
  return index.folders.includes('') ? [''] : [];
}
