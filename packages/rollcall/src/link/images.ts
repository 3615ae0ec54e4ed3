import { posix } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { isServerOfOthers } from '../model/public-images.ts';
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
  /** It is a server that others publish, set up: what it starts is none of the tree's. */
  readonly ofOthers: boolean;
  /** The images that the stages with a name become where a build wants one of them, by the name in lower case. */
  readonly stages: ReadonlyMap<string, Image>;
}

export function isDockerfile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^(Dockerfile|Containerfile)([.-].+)?$|\.(Dockerfile|dockerfile)$/.test(name);
}

/** Images that are a system to build on and no server. */
const SYSTEMS =
  /(^|\/|\s)(alpine|busybox|distroless\/|ubi\d|(al2|amazon)linux|bitnami\/(python|node|ruby|golang|java))/;

/** Images of web servers for files. */
const SERVERS = /^(--\S+\s+)?(\S+\/)?(nginx(-unprivileged)?|httpd|caddy|static-web-server|lighttpd)(:|@|\s|$)/;

/** Reads a Dockerfile. https://docs.docker.com/reference/dockerfile/ */
export function readImage(path: string, text: string): Image {
  const dockerfile = DockerfileParser.parse(text);
  const instructions = dockerfile.getInstructions();
  return { ...imageOf(path, instructions), stages: stagesOf(path, instructions) };
}

function stagesOf(path: string, instructions: Instructions): ReadonlyMap<string, Image> {
  const out = new Map<string, Image>();
  const starts = instructions.flatMap((instruction, i) => (instruction.getKeyword() === 'FROM' ? [i] : []));
  for (const [i, start] of starts.entries()) {
    const { name } = stageNames(instructions[start]?.getArgumentsContent() ?? '');
    if (name !== null) out.set(name, imageOf(path, instructions.slice(0, starts[i + 1])));
  }
  return out;
}

/** What the last of the stages becomes. */
function imageOf(path: string, instructions: Instructions): Image {
  const from = instructions.map((instruction) => instruction.getKeyword()).lastIndexOf('FROM');
  const own = inherited(instructions, Math.max(0, from));
  const of = (keyword: string): Instructions => own.filter((instruction) => instruction.getKeyword() === keyword);
  const words = (instruction: Instructions[number] | undefined): readonly string[] =>
    argumentsOf(instruction?.getArgumentsContent() ?? '');
  const entrypoint = words(of('ENTRYPOINT').at(-1));
  const command = [...entrypoint, ...words(commandIn(own))];
  const variables = new Map(of('ENV').flatMap((instruction) => variablesIn(instruction.getArgumentsContent() ?? '')));
  const goBuilds = instructions
    .filter((instruction) => instruction.getKeyword() === 'RUN')
    .flatMap((instruction) => goBuildsIn(instruction.getArgumentsContent() ?? ''));
  const base = of('FROM')[0]?.getArgumentsContent()?.trim() ?? '';
  const served = SERVERS.test(base) && !command.some((word) => /\b(node|python3?|uvicorn|gunicorn)\b/.test(word));
  return {
    path,
    command,
    entrypoint,
    variables,
    ...layoutOf(instructions),
    goBuilds,
    served,
    ofOthers:
      isServerOfOthers([
        {
          kind: 'text',
          text: base.split(/\s/).find((word) => !word.startsWith('--')) ?? '',
          range: null,
          exact: false,
        },
      ]) && !SYSTEMS.test(base),
    stages: new Map(),
  };
}

/** The last CMD, unless a stage that is built on its stage has an ENTRYPOINT of its own, which empties it. */
function commandIn(own: Instructions): Instructions[number] | undefined {
  const keywords = own.map((instruction) => instruction.getKeyword());
  const at = keywords.lastIndexOf('CMD');
  const stage = keywords.indexOf('FROM', at);
  return stage >= 0 && keywords.indexOf('ENTRYPOINT', stage) >= 0 ? undefined : own[at];
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
