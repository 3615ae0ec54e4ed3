import { posix } from 'node:path';
import type { StatedStart } from '../model/deployment.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { goBuildEntry, usualGoEntry } from './go-entries.ts';
import { type Copy, sourcesOf } from './image-layout.ts';
import type { Image } from './images.ts';
import { folderOf, joinPath } from './paths.ts';
import { appIn, appStartedBy } from './whole-apps.ts';

/** The files of a tree and their texts. */
interface Files {
  readonly tree: SourceTree;
  text(path: string): string | null;
}

/** Names of files with which a service usually starts. */
const USUAL =
  `main.py app.py server.py wsgi.py asgi.py manage.py app/main.py src/main.py src/index.ts src/main.ts src/server.ts src/app.ts
  index.ts server.ts main.ts index.js server.js app.js main.js src/index.js src/main.js src/server.js src/app.js index.mjs server.mjs
  main.mjs app.mjs src/index.mjs src/server.mjs app.rb main.rb server.rb`.split(/\s+/);

const DEEPEST = 4;

/**
 * The file with which a service starts: what its deployment says, what its image runs, what its package's start script runs, or a usual
 * name.
 */
export function findEntry(
  files: Files,
  images: readonly Image[],
  roots: readonly string[],
  starts: readonly StatedStart[] = [],
): string | null {
  for (const start of starts)
    for (const image of images.length > 0 ? images : [null]) {
      const places = image ? placesOf(files, image, roots) : { ...NOTHING_COPIED, folders: unique([...roots, '']) };
      const found = startedBy(files, wordsOf(start, image), places, 0);
      if (found) return found;
    }
  for (const image of images) {
    const places = placesOf(files, image, roots);
    const found = startedBy(files, image.command, places, 0);
    if (found) return found;
    const started = image.command.find((word) => !word.startsWith('-')) ?? '';
    const built = goBuildEntry(files, image.goBuilds, started, places.folders);
    if (built) return built;
  }
  for (const root of unique([...roots, ...images.map((image) => folderOf(image.path))])) {
    const app = appIn(files, root);
    if (app) return app;
    const stated = packageEntry(files, root, 'start', 0);
    if (stated) return stated;
    const usual = USUAL.map((name) => joinPath(root, name)).find((path) => path !== null && files.tree.files.has(path));
    if (usual) return usual;
    const program = usualGoEntry(files, root);
    if (program) return program;
  }
  return null;
}

/** Where the files that a command names may lie in the tree. */
interface Places {
  readonly folders: readonly string[];
  /** Where the command runs, in the image. */
  readonly workdir: string;
  readonly copies: readonly Copy[];
}

const NOTHING_COPIED = { workdir: '/', copies: [] };

function placesOf(files: Files, image: Image, roots: readonly string[]): Places {
  const folders = unique([...roots, folderOf(image.path), ...workFolders(files, image), '']);
  return { folders, workdir: image.workdir, copies: image.copies };
}

/** What a file that a command names may be called in the tree: as the image was made of it, or as it is written. */
function namesOf(path: string, { workdir, copies }: Places): readonly string[] {
  return [...sourcesOf(copies, posix.resolve(workdir, path)), path];
}

/** A command replaces all that the image says, arguments alone what stands behind its entry point. */
function wordsOf({ command, args }: StatedStart, image: Image | null): readonly string[] {
  return [...(command ?? image?.entrypoint ?? []), ...(args ?? [])];
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

/** `/app/backend` may be `backend` of the tree. */
function workFolders({ tree }: Files, image: Image): readonly string[] {
  const parts = image.workdir.split('/').filter((part) => part !== '');
  return parts.map((_, i) => parts.slice(i).join('/')).filter((folder) => tree.isFolder(folder));
}

/** What a command starts: a module, a file, a package's script, or what a shell script ends with. */
function startedBy(files: Files, command: readonly string[], places: Places, deep: number): string | null {
  const words = command
    .flatMap((word) => word.split(/\s+/))
    .map((word) => word.replace(/^["']|["';]$/g, ''))
    .filter((word) => word !== '');
  const { folders } = places;
  const app = appStartedBy(files, words, folders);
  if (app) return app;
  const script = packageScript(words);
  if (script !== null)
    for (const folder of folders) {
      const found = packageEntry(files, folder, script, deep + 1);
      if (found) return found;
    }
  return entryOf(files.tree, words, places) ?? (deep < DEEPEST ? shellEntry(files, words, places, deep) : null);
}

/** `npm start`, `npm run x`, `yarn x`, `pnpm run x` → the script's name. https://docs.npmjs.com/cli/commands/npm-run */
function packageScript(words: readonly string[]): string | null {
  const at = words.findIndex((word) => /^(npm|yarn|pnpm|bun)$/.test(word));
  if (at < 0) return null;
  const rest = words.slice(at + 1).filter((word) => !word.startsWith('-'));
  const name = rest[0] === 'run' || rest[0] === 'run-script' ? rest[1] : rest[0];
  return name !== undefined && !/^(exec|dlx|node|x|ci|install)$/.test(name) ? name : null;
}

/** The last line of a shell script of the tree that starts something. */
function shellEntry(files: Files, words: readonly string[], places: Places, deep: number): string | null {
  const name = words.find((word) => /\.(sh|bash)$|entrypoint$/.test(word));
  if (name === undefined) return null;
  const base = name.slice(name.lastIndexOf('/') + 1);
  const usual = [name.replace(/^\/(app\/|usr\/src\/app\/)?/, ''), base, `scripts/${base}`, `docker/${base}`];
  const written = [...sourcesOf(places.copies, posix.resolve(places.workdir, name)), ...usual];
  const paths = places.folders.flatMap((folder) => written.flatMap((one) => joinPath(folder, one) ?? []));
  const text = paths.map((path) => files.text(path)).find((one) => one !== null) ?? null;
  if (text === null) return null;
  const lines = text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .filter(
      (line) =>
        /\b(exec|java|rails|puma|rackup|ruby|uvicorn|gunicorn|hypercorn|node|python3?|npm|yarn|pnpm|bun|tsx)\b/.test(
          line,
        ) && !/^\s*#/.test(line),
    );
  for (const line of lines.sort(
    (a, b) => Number(/\bexec\b/.test(b)) - Number(/\bexec\b/.test(a)) || lines.indexOf(b) - lines.indexOf(a),
  )) {
    const found = startedBy(files, [line.trim()], places, deep + 1);
    if (found) return found;
  }
  return null;
}

/** Options whose value is a file that is loaded before, or a setting, and not what is started. */
const BESIDE =
  /^(-r|--require|--import|--loader|--experimental-loader|--env-file|-e|-c|--config|-k|--worker-class|--project|-P|--log-config)$/;
const SERVERS =
  /^(uvicorn|gunicorn|hypercorn|flask|pytest|http\.server|granian|daphne|fastapi|streamlit|celery|coverage|debugpy)$/;

/** The file that words of a command name, looked for from the given folders; null where it is not found. */
function entryOf(tree: SourceTree, words: readonly string[], places: Places): string | null {
  const candidates: string[] = [];
  for (const [i, word] of words.entries()) {
    const next = words[i + 1] ?? '';
    if (i > 0 && BESIDE.test(words[i - 1] ?? '')) continue;
    if (word === '-m' && next !== '' && !SERVERS.test(next)) candidates.push(...moduleFiles(next));
    else if (/^[A-Za-z_][\w.]*:\w+(\(\))?$/.test(word)) candidates.push(...moduleFiles(word.split(':')[0] ?? ''));
    else if (/\.(py|[cm]?[jt]sx?)$/.test(word) && !word.startsWith('-')) candidates.push(...scriptFiles(word));
    else if (
      /^(node|nodemon|ts-node|tsx|bun)$/.test(words[i - 1] ?? '') &&
      /^[\w./-]+$/.test(word) &&
      !word.startsWith('-')
    )
      candidates.push(
        ...scriptFiles(`${word.replace(/\/$/, '')}.js`),
        ...scriptFiles(`${word.replace(/\/$/, '')}/index.js`),
      );
  }
  for (const candidate of candidates.flatMap((one) => namesOf(one, places)))
    for (const folder of places.folders) {
      const path = joinPath(folder, candidate);
      if (path !== null && tree.files.has(path)) return path;
    }
  return null;
}

function moduleFiles(module: string): readonly string[] {
  const base = module.replaceAll('.', '/');
  return [
    `${base}.py`,
    `${base}/__main__.py`,
    `${base}/__init__.py`,
    `src/${base}.py`,
    `src/${base}/__main__.py`,
    `src/${base}/__init__.py`,
  ];
}

/** What a build puts into `dist` lies in `src` before. */
function scriptFiles(word: string): readonly string[] {
  const plain = word.replace(/^(\.\/|\/app\/|\/usr\/src\/app\/|\/workspace\/|\/)/, '');
  const source = plain.replace(/^(dist|build|lib|out)\//, '');
  const typed = source.replace(/\.([cm]?)js$/, '.$1ts');
  const same = plain.replace(/\.([cm]?)js$/, '.$1ts');
  const made = /^(dist|build|out)\//.test(plain);
  const written = word.startsWith('/') ? [word, plain, same] : [plain, same];
  const sources = [`src/${source}`, `src/${typed}`, source, typed];
  return made ? [...sources, ...written] : [...written, ...sources];
}

/** The entry that a package.json states: the file that a script of it starts, or `main`. */
function packageEntry(files: Files, folder: string, script: string, deep: number): string | null {
  const text = files.text(folder === '' ? 'package.json' : `${folder}/package.json`);
  if (text === null || deep > DEEPEST) return null;
  let line = '';
  let main = '';
  try {
    const parsed: { scripts?: Record<string, unknown>; main?: unknown } = JSON.parse(text);
    const scripts = parsed.scripts ?? {};
    line = Object.hasOwn(scripts, script) ? String(scripts[script]) : '';
    main = String(parsed.main ?? '');
  } catch {
    return null;
  }
  const started = line === '' ? null : startedBy(files, [line], inFolder(folder), deep + 1);
  return started ?? entryOf(files.tree, [main], inFolder(folder));
}

function inFolder(folder: string): Places {
  return { ...NOTHING_COPIED, folders: [folder] };
}
