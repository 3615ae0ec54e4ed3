import { DockerfileParser } from 'dockerfile-ast';
import type { SourceTree } from '../workspace/source-tree.ts';
import { joinPath } from './paths.ts';

/** What a container image starts and what it sets. */
export interface Image {
  readonly path: string;
  /** The command that it starts, ENTRYPOINT and CMD together; empty where it names none. */
  readonly command: readonly string[];
  /** Names that the last stage sets by `ENV`. */
  readonly names: readonly string[];
  /** Sources that the last stages copy in, relative to the build context. */
  readonly copies: readonly string[];
  readonly workdir: string;
}

export function isDockerfile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^(Dockerfile|Containerfile)([.-].+)?$|\.(Dockerfile|dockerfile)$/.test(name);
}

/** Reads a Dockerfile. https://docs.docker.com/reference/dockerfile/ */
export function readImage(path: string, text: string): Image {
  const dockerfile = DockerfileParser.parse(text);
  const instructions = dockerfile.getInstructions();
  const from = instructions.map((instruction) => instruction.getKeyword()).lastIndexOf('FROM');
  const last = instructions.slice(Math.max(0, from));
  const of = (keyword: string): readonly (typeof instructions)[number][] =>
    last.filter((instruction) => instruction.getKeyword() === keyword);
  const words = (keyword: string): readonly string[] => argumentsOf(of(keyword).at(-1)?.getArgumentsContent() ?? '');
  const command = [...words('ENTRYPOINT'), ...words('CMD')];
  const names = of('ENV').flatMap((instruction) => envNames(instruction.getArgumentsContent() ?? ''));
  const copies = instructions
    .filter((instruction) => /^(COPY|ADD)$/.test(instruction.getKeyword()))
    .flatMap((instruction) => {
      const content = instruction.getArgumentsContent() ?? '';
      return /--from=/.test(content) ? [] : argumentsOf(content.replace(/--\S+\s+/g, '')).slice(0, -1);
    });
  return { path, command, names, copies, workdir: of('WORKDIR').at(-1)?.getArgumentsContent()?.trim() ?? '' };
}

/** The exec form is JSON; the shell form is split at white space, quotes kept together. */
function argumentsOf(content: string): readonly string[] {
  const whole = content.replace(/\\\r?\n/g, ' ').trim();
  if (whole.startsWith('[')) {
    try {
      const parsed: unknown = JSON.parse(whole);
      if (Array.isArray(parsed)) return parsed.map(String);
    } catch {
      return [];
    }
  }
  return (whole.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/s, '$2'));
}

function envNames(content: string): readonly string[] {
  const whole = content.replace(/\\\r?\n/g, ' ').trim();
  if (!/^\w+=/.test(whole)) return [whole.split(/\s+/)[0] ?? ''].filter((name) => name !== '');
  return [...whole.matchAll(/(?:^|\s)(\w+)=(?:"(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)].map((match) => match[1] ?? '');
}

/** The file that a command starts, looked for from the given folders; null where it is not found. */
export function entryOf(tree: SourceTree, command: readonly string[], folders: readonly string[]): string | null {
  const words = command.flatMap((word) => word.split(/\s+/)).filter((word) => word !== '');
  const candidates: string[] = [];
  for (const [i, word] of words.entries()) {
    if (
      word === '-m' &&
      words[i + 1] &&
      !/^(uvicorn|gunicorn|hypercorn|flask|pytest|http\.server)$/.test(words[i + 1] ?? '')
    )
      candidates.push(...moduleFiles(words[i + 1] ?? ''));
    else if (/^[\w.]+:\w+(\(\))?$/.test(word) && !word.startsWith('-'))
      candidates.push(...moduleFiles(word.split(':')[0] ?? ''));
    else if (/\.(py|[cm]?[jt]sx?)$/.test(word)) candidates.push(...scriptFiles(word));
  }
  for (const candidate of candidates)
    for (const folder of folders) {
      const path = joinPath(folder, candidate);
      if (path !== null && tree.files.has(path)) return path;
    }
  return null;
}

function moduleFiles(module: string): readonly string[] {
  const base = module.replaceAll('.', '/');
  return [`${base}.py`, `${base}/__main__.py`, `${base}/__init__.py`];
}

/** What a build puts into `dist` lies in `src` before. */
function scriptFiles(word: string): readonly string[] {
  const plain = word.replace(/^(\.\/|\/app\/|\/usr\/src\/app\/|\/workspace\/|\/)/, '');
  const source = plain.replace(/^(dist|build|lib|out)\//, '');
  const typed = source.replace(/\.([cm]?)js$/, '.$1ts');
  return [plain, plain.replace(/\.([cm]?)js$/, '.$1ts'), `src/${source}`, `src/${typed}`, source, typed];
}

/** The entry that a package.json states: the file of its start script, or of `main`. */
export function packageEntry(tree: SourceTree, folder: string, text: string): string | null {
  let start = '';
  let main = '';
  try {
    const parsed: { scripts?: { start?: unknown; dev?: unknown }; main?: unknown } = JSON.parse(text);
    start = String(parsed.scripts?.start ?? '');
    main = String(parsed.main ?? '');
  } catch {
    return null;
  }
  return entryOf(tree, start.split(/\s+/), [folder]) ?? entryOf(tree, [main], [folder]);
}
