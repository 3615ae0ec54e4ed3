import { findHclComments } from '../formats/terraform/hcl/grammar.ts';
import { languages } from '../languages/registry.generated.ts';
import type { At } from '../program/program.ts';
import { findJenkinsComments } from './jenkins.ts';
import { findMakeComments } from './make.ts';
import { matchComments, PATTERNS } from './patterns.ts';
import { findShellComments } from './shell.ts';
import { findYamlComments } from './yaml.ts';

type FindComments = (path: string, text: string) => readonly At[] | Promise<readonly At[] | null>;

const byPattern =
  (pattern: RegExp): FindComments =>
  (_path, text) =>
    matchComments(text, pattern);

const shell: FindComments = (_path, text) => findShellComments(text);

/** Files by their names; the first that fits counts. What fits none has no comments: JSON, for example. */
const HOSTS: readonly (readonly [file: RegExp, find: FindComments])[] = [
  [/(^|\/)(GNUmakefile|[Mm]akefile)([.-][\w.-]+)?$|\.(mk|mak)$/, (_path, text) => findMakeComments(text)],
  [/(^|\/)Jenkinsfile([.-][\w.-]+)?$|\.jenkinsfile$/i, (_path, text) => findJenkinsComments(text)],
  [/(^|\/)([^/]*\.)?(Docker|Container)file([.-][\w.-]+)?$|\.dockerfile$/i, byPattern(PATTERNS.hashLine)],
  [/(^|\/)\.env(\.[\w-]+)*$|(^|\/)\.?env(\.[\w-]+)+$|\.env$/, byPattern(PATTERNS.hash)],
  [/(^|\/)\.?justfile$|\.(just|fish|toml|ini|cfg|conf)$/i, byPattern(PATTERNS.hash)],
  [/(^|\/)Kustomization$/, (_path, text) => findYamlComments(text, false)],
  [/(^|\/)templates\/.*\.(ya?ml|tpl|txt)$|\.(tpl|tmpl|gotmpl)$/, (_path, text) => findYamlComments(text, true)],
  [/\.(ya?ml|j2)$/, (_path, text) => findYamlComments(text, false)],
  [/\.properties$/, byPattern(PATTERNS.properties)],
  [/\.(tf|tfvars|hcl|tofu)$/, async (_path, text) => (await findHclComments(text)) ?? []],
  [/\.(ps1|psm1|psd1)$/i, byPattern(PATTERNS.powershell)],
  [/\.(bat|cmd)$/i, byPattern(PATTERNS.batch)],
  [/\.(sh|bash|zsh|ksh)$/, shell],
  [/\.php$/, byPattern(PATTERNS.slashesAndHash)],
  [/\.(kts?|groovy|gradle|prisma|scala|cs|fs|rs|swift|dart|cpp|cc|c|h|proto|css)$/, byPattern(PATTERNS.slashes)],
  [/\.(sql|lua|hs|elm|adb?)$/, byPattern(PATTERNS.dashes)],
  [/\.(html?|xml|md|vue|svelte)$/, byPattern(PATTERNS.markup)],
  [/(^|\/)(Rakefile|Gemfile|Vagrantfile|Fastfile)$/, (path, text) => inLanguage('rb')(path, text)],
];

/** What an extensionless script is written in, by its first line. */
const SHEBANG = /^#!\s*\S*?(?:\/|\s)(?:env\s+(?:-S\s+)?)?(python|node|deno|bun|ruby|pwsh)[\d.]*\b/;
const SCRIPTS: ReadonlyMap<string, string> = new Map([
  ['python', 'py'],
  ['node', 'js'],
  ['deno', 'ts'],
  ['bun', 'ts'],
  ['ruby', 'rb'],
]);

/**
 * The comments of a file with their marks, in order, found by the lexer or parser of its language where there is one, else by a scan that
 * knows its texts. Any text is taken; in a file of an unknown kind there are none.
 */
export async function findComments(path: string, text: string): Promise<readonly At[]> {
  const host = HOSTS.find(([file]) => file.test(path));
  if (host) return (await host[1](path, text)) ?? [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : null;
  if (extension !== null) return (await inLanguage(extension)(path, text)) ?? [];
  const script = SHEBANG.exec(text)?.[1];
  if (script === 'pwsh') return matchComments(text, PATTERNS.powershell);
  const written = script === undefined ? undefined : SCRIPTS.get(script);
  return written === undefined ? findShellComments(text) : ((await inLanguage(written)(path, text)) ?? []);
}

function inLanguage(extension: string): FindComments {
  const language = languages.find(({ extensions }) => extensions.includes(extension));
  return async (_path, text) => {
    const found = await language?.comments?.(text);
    return found === null ? matchComments(text, extension === 'rb' ? PATTERNS.hash : PATTERNS.slashes) : (found ?? []);
  };
}
