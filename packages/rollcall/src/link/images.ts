import { posix } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { type GoBuild, goBuildsIn } from './go-entries.ts';
import type { Copy } from './image-layout.ts';

/** What a container image starts and what it sets. */
export interface Image {
  readonly path: string;
  /** The command that it starts, ENTRYPOINT and CMD together; empty where it names none. */
  readonly command: readonly string[];
  /** The first of the two. */
  readonly entrypoint: readonly string[];
  /** What the last stage, or one that it is built on, sets by `ENV`; null: only the build knows the value. */
  readonly variables: ReadonlyMap<string, string | null>;
  /** What all stages take from the build context, in the order of the text. */
  readonly copies: readonly Copy[];
  /** Where its command runs, from the image's root. */
  readonly workdir: string;
  /** Go's programs that any of its stages builds. */
  readonly goBuilds: readonly GoBuild[];
  /** The last stage is a web server that hands out files. */
  readonly served: boolean;
}

export function isDockerfile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^(Dockerfile|Containerfile)([.-].+)?$|\.(Dockerfile|dockerfile)$/.test(name);
}

/** Images of web servers for files. */
const SERVERS = /^(--\S+\s+)?(\S+\/)?(nginx(-unprivileged)?|httpd|caddy|static-web-server|lighttpd)(:|@|\s|$)/;

/** Reads a Dockerfile. https://docs.docker.com/reference/dockerfile/ */
export function readImage(path: string, text: string): Image {
  const dockerfile = DockerfileParser.parse(text);
  const instructions = dockerfile.getInstructions();
  const from = instructions.map((instruction) => instruction.getKeyword()).lastIndexOf('FROM');
  const last = instructions.slice(Math.max(0, from));
  const of = (keyword: string): readonly (typeof instructions)[number][] =>
    last.filter((instruction) => instruction.getKeyword() === keyword);
  const words = (keyword: string): readonly string[] => argumentsOf(of(keyword).at(-1)?.getArgumentsContent() ?? '');
  const entrypoint = words('ENTRYPOINT');
  const command = [...entrypoint, ...words('CMD')];
  const variables = inherited(instructions, Math.max(0, from))
    .filter((instruction) => instruction.getKeyword() === 'ENV')
    .flatMap((instruction) => variablesIn(instruction.getArgumentsContent() ?? ''));
  const goBuilds = instructions
    .filter((instruction) => instruction.getKeyword() === 'RUN')
    .flatMap((instruction) => goBuildsIn(instruction.getArgumentsContent() ?? ''));
  const base = of('FROM').at(-1)?.getArgumentsContent()?.trim() ?? '';
  const served = SERVERS.test(base) && !command.some((word) => /\b(node|python3?|uvicorn|gunicorn)\b/.test(word));
  return {
    path,
    command,
    entrypoint,
    variables: new Map(variables),
    ...layoutOf(instructions),
    goBuilds,
    served,
  };
}

/** Copies from the build context, their targets relative to what WORKDIR says until there, and where the last stage ends up. */
function layoutOf(instructions: Instructions): Pick<Image, 'copies' | 'workdir'> {
  const copies: Copy[] = [];
  const stages = new Map<string, string>();
  let stage: ReturnType<typeof stageNames> = { base: '', name: null };
  let workdir = '/';
  for (const instruction of instructions) {
    const keyword = instruction.getKeyword();
    const content = instruction.getArgumentsContent() ?? '';
    if (keyword === 'FROM') {
      stage = stageNames(content);
      workdir = stages.get(stage.base) ?? '/';
    } else if (keyword === 'WORKDIR') workdir = posix.resolve(workdir, argumentsOf(content)[0] ?? '');
    else if (/^(COPY|ADD)$/.test(keyword) && !/--from=/.test(content)) {
      const words = argumentsOf(content.replace(/--\S+\s+/g, ''));
      const target = words.at(-1);
      if (target !== undefined) copies.push({ sources: words.slice(0, -1), target: posix.resolve(workdir, target) });
    }
    if (stage.name !== null) stages.set(stage.name, workdir);
  }
  return { copies, workdir };
}

type Instructions = ReturnType<ReturnType<typeof DockerfileParser.parse>['getInstructions']>;

/** The instructions of the stage that begins at `from`, and of the stages before that it is built on. */
function inherited(instructions: Instructions, from: number): Instructions {
  const starts = instructions.flatMap((instruction, i) => (instruction.getKeyword() === 'FROM' && i < from ? [i] : []));
  const end = instructions.findIndex((instruction, i) => i > from && instruction.getKeyword() === 'FROM');
  const own = instructions.slice(from, end < 0 ? instructions.length : end);
  const base = stageNames(instructions[from]?.getArgumentsContent() ?? '').base;
  const before = starts.findLast((at) => {
    const { name } = stageNames(instructions[at]?.getArgumentsContent() ?? '');
    return name !== null && name === base;
  });
  return before === undefined ? own : [...inherited(instructions, before), ...own];
}

/** `FROM --platform=x base AS name`. https://docs.docker.com/reference/dockerfile/#from */
function stageNames(content: string): { readonly base: string; readonly name: string | null } {
  const [base = '', as = '', name] = content
    .trim()
    .split(/\s+/)
    .filter((word) => !word.startsWith('--'));
  return { base: base.toLowerCase(), name: /^as$/i.test(as) && name !== undefined ? name.toLowerCase() : null };
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

/** `NAME=value …`, or `NAME value` to the line's end. */
function variablesIn(content: string): readonly (readonly [name: string, value: string | null])[] {
  const whole = content.replace(/\\\r?\n/g, ' ').trim();
  const plain = (value: string): string | null => {
    const text = value.replace(/^(["'])(.*)\1$/s, '$2');
    return /[$\\]/.test(text) ? null : text;
  };
  if (!/^\w+=/.test(whole)) {
    const [, name, value = ''] = /^(\S+)\s*(.*)$/s.exec(whole) ?? [];
    return name === undefined ? [] : [[name, plain(value)]];
  }
  return [...whole.matchAll(/(?:^|\s)(\w+)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)].map(
    ([, name = '', value = '']) => [name, plain(value)] as const,
  );
}
