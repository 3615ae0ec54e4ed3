import type { Node } from 'yaml';
import { isScalar } from 'yaml';
import type { Argument } from '../../model/command.ts';
import { asWritten, hole, known, type Piece, type Text } from '../../model/text.ts';
import { entriesOf, parseYaml, stringOf, type YamlFile } from '../yaml/document.ts';
import { collectScript, createCollector, factsOf } from '../yaml/host-script.ts';
import type { TaskFacts, TaskInput } from '../yaml/task-facts.ts';
import { jsonText } from './json-text.ts';

/** What the words after npm, yarn, pnpm or bun ask for. */
export interface PackageCall {
  readonly script: string | null;
  readonly args: readonly Argument[];
  readonly directory: string | null;
}

const IN = /^(?:--prefix|-C|--dir|--cwd)(?:=(.*))?$/;
const TAKES = /^(?:-w|--workspace|--filter|-F|--loglevel|--script-shell)$/;
const VERBS = /^(?:run|run-script|rum|urn)$/;

/**
 * Tells which script is run, in which folder, with which words.
 * https://docs.npmjs.com/cli/commands/npm-run, https://pnpm.io/cli/run, https://yarnpkg.com/cli/run
 */
export function readPackageWords(words: readonly Argument[], runner: string): PackageCall {
  let directory: string | null = null;
  let script: string | null = null;
  let i = 0;
  for (; i < words.length && script === null; i++) {
    const word = wordAt(words, i);
    if (word === null) return { script: null, args: [], directory };
    const folder = IN.exec(word);
    if (folder) directory = folder[1] ?? wordAt(words, ++i);
    else if (TAKES.test(word)) i += 1;
    else if (!word.startsWith('-') && !VERBS.test(word)) script = word;
  }
  const rest = words.slice(i);
  const dashes = rest.findIndex((word) => !('open' in word) && known(word.text) === '--');
  // npm keeps options for itself up to `--`; the others hand on all that follows.
  const own =
    runner === 'npm' ? rest.filter((_, at) => dashes >= 0 && at > dashes) : rest.filter((_, at) => at !== dashes);
  const last = runner === 'npm' ? rest.slice(0, dashes < 0 ? rest.length : dashes) : [];
  for (const [at, word] of last.entries()) {
    const folder = 'open' in word ? null : IN.exec(known(word.text) ?? '');
    if (folder) directory = folder[1] ?? wordAt(last, at + 1);
  }
  return { script, args: own, directory };
}

function wordAt(words: readonly Argument[], i: number): string | null {
  const word = words[i];
  return word && !('open' in word) ? known(word.text) : null;
}

/**
 * Reads the commands of a package's script, with those that run before and after it. Never throws, whatever the text.
 *
 * https://docs.npmjs.com/cli/using-npm/scripts
 */
export function runPackageScript(input: TaskInput & { readonly runner?: string }): TaskFacts {
  const file = parseYaml(input.path, input.text);
  const collector = createCollector('package-json', input.readScript, file.gaps);
  const { script, args } = readPackageWords(input.words, input.runner ?? 'npm');
  const root = entriesOf(file, file.root);
  const scripts = entriesOf(file, root.get('scripts'));
  const ran: string[] = [];
  const folder = input.path.includes('/') ? input.path.slice(0, input.path.lastIndexOf('/')) : '';
  const variables = new Map([...packageVariables(file, root), ...(input.environment ?? [])]);
  for (const name of script !== null && scripts.has(script) ? [`pre${script}`, script, `post${script}`] : []) {
    const text = jsonText(file, scripts.get(name));
    if (!text) continue;
    ran.push(name);
    collectScript(collector, name === script ? [...text, ...args.flatMap(asShellWord)] : text, {
      path: input.path,
      step: name,
      variables,
      conditions: input.conditions ?? [],
      branches: null,
      directory: folder,
    });
  }
  return { ...factsOf(collector), tasks: ran };
}

/** The names of a package's scripts. */
export function listPackageScripts({ path, text }: Pick<TaskInput, 'path' | 'text'>): readonly string[] {
  const file = parseYaml(path, text);
  const scripts = entriesOf(file, entriesOf(file, file.root).get('scripts'));
  return [...scripts].flatMap(([name, node]) => (isScalar(node) ? [name] : []));
}

/** https://docs.npmjs.com/cli/using-npm/scripts#packagejson-vars */
function packageVariables(file: YamlFile, root: ReadonlyMap<string, Node>): Map<string, Text> {
  const out = new Map<string, Text>();
  for (const name of ['name', 'version'])
    if (stringOf(file, root.get(name)) !== null) out.set(`npm_package_${name}`, hole(`$npm_package_${name}`, null));
  for (const [name, node] of entriesOf(file, root.get('config'))) {
    const text = jsonText(file, node);
    if (text && /^\w+$/.test(name)) out.set(`npm_package_config_${name}`, text);
  }
  return out;
}

/** An argument as a word of the script's line: what a shell would read in it is quoted. */
function asShellWord(argument: Argument): Text {
  const space: Piece = { kind: 'text', text: ' ', range: null, exact: false };
  if ('open' in argument) return [space, ...hole(argument.written, argument.range)];
  const quote: Piece = { kind: 'text', text: "'", range: null, exact: false };
  const isPlain = /^[\w@%+=:,./-]*$/.test(asWritten(argument.text.filter((piece) => piece.kind === 'text')));
  if (isPlain) return [space, ...argument.text];
  const escaped = argument.text.map((piece) =>
    piece.kind === 'text' && piece.text.includes("'")
      ? { ...piece, text: piece.text.replaceAll("'", `'\\''`), exact: false }
      : piece,
  );
  return [space, quote, ...escaped, quote];
}
