import type { Range } from '../../model/span.ts';
import { hole, type Text } from '../../model/text.ts';
import type { Reader } from './machine.ts';
import type { Positional, State } from './state.ts';
import { type Entry, isItem, withMark } from './values.ts';

/** Variables that the shell, the login or a CI service sets: an expansion of one is no mistake. */
const PROVIDED = new Set(
  `BASH BASHPID BASH_ENV BASH_LINENO BASH_REMATCH BASH_VERSION BASH_VERSINFO BASH_COMMAND BASH_SUBSHELL COLUMNS DIRSTACK EDITOR EPOCHSECONDS EUID
  FUNCNAME GROUPS HISTFILE HOME HOSTNAME HOSTTYPE IFS LANG LC_ALL LINENO LINES LOGNAME MACHTYPE MAIL OLDPWD OPTARG OPTERR OPTIND OSTYPE PAGER PATH
  PIPESTATUS PPID PROMPT_COMMAND PS1 PS2 PS4 PWD RANDOM REPLY SECONDS SHELL SHELLOPTS SHLVL SRANDOM TERM TMPDIR TEMP TMP TZ UID USER USERNAME VISUAL
  XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_RUNTIME_DIR CI RUNNER_OS RUNNER_TEMP RUNNER_ARCH RUNNER_TOOL_CACHE BUILD_ID PROJECT_ID
  BUILDKITE CIRCLECI TRAVIS JENKINS_URL WORKSPACE SSH_AUTH_SOCK DISPLAY VIRTUAL_ENV CONDA_PREFIX`.split(/\s+/),
);

const PROVIDED_FAMILIES =
  /^(?:GITHUB_|ACTIONS_|CI_|GITLAB_|CIRCLE_|BUILDKITE_|TRAVIS_|BITBUCKET_|CLOUDSDK_|npm_|COMP_|BASH_)/;

/** Whether something other than the script gives the variable. */
export function isProvided(state: State, name: string): boolean {
  return state.open || PROVIDED.has(name) || PROVIDED_FAMILIES.test(name);
}

/**
 * The hole for a variable that nothing assigned, or nothing where all that is set is known. Where nobody else is known to give it, it is an
 * input of the script;
 * `uses` says that an empty expansion counts (it has no default).
 */
export function inputHole(
  reader: Reader,
  name: string,
  place: { written: string; range: Range | null },
  uses: boolean,
): Text {
  const mark = { key: `$${name}`, subject: `$${name}` };
  const isInput = uses && !isProvided(reader.state, name);
  if (isInput && place.range) {
    const places = reader.machine.inputs.get(name) ?? new Map<string, Range>();
    places.set(`${place.range.start} ${place.range.path}`, place.range);
    reader.machine.inputs.set(name, places);
  }
  if (isInput && reader.machine.closed) return [];
  const isUnset = isInput && reader.machine.told && !GIVEN_BY_MACHINES.test(name);
  return hole(place.written, place.range, isInput ? name : undefined).map((piece) =>
    withMark(isUnset && piece.kind === 'hole' ? { ...piece, unset: true } : piece, mark),
  );
}

/**
 * Names that the images of hosted runners set, and those that the actions of GitHub, Google and Docker export.
 * https://github.com/actions/runner-images ("Environment variables"), https://github.com/google-github-actions/auth ("export_environment_variables")
 */
const GIVEN_BY_MACHINES =
  /^(ACCEPT_EULA|AGENT_|ANDROID_|ANT_|AZURE_|BOOTSTRAP_|BUN_|CHROME|CONDA|DEBIAN_|DENO_|DOCKER_|BUILDX_|DOTNET_|EDGE|ENABLE_|GCLOUD_PROJECT|GCP_PROJECT|GECKO|GHCUP|GOOGLE_|GOPATH|GOROOT|GRADLE_|HOMEBREW_|INVOCATION_|Image|JAVA_|JOURNAL_|LD_LIBRARY_|LEIN_|MEMORY_|MAVEN_|M2|NODE|NVM_|NPM_|PERFLOG|PIPX|PKG_CONFIG|PNPM_|POWERSHELL_|PSModule|[Pp]ython|PYTHON|RUBY|RUNNER_|RUSTUP|CARGO|SELENIUM|SGX_|STATS_|SUDO_|SWIFT_|SYSTEMD_|USE_|VCPKG_|XDG_|YARN_)/;

export function positionalItems(state: State): readonly Entry[] {
  return state.positional.items;
}

/** `$1` and so on: empty text beyond the last of a known list, a hole beyond what is known. */
export function positionalItem(reader: Reader, n: number, place: { written: string; range: Range | null }): Text {
  const { positional } = reader.state;
  const { items } = positional;
  for (let i = 0; i < items.length && i < n; i++) {
    const entry = items[i];
    if (!entry || !isItem(entry) || entry.when) return unknownPositional(n, positional, place);
    if (i === n - 1) return entry.text;
  }
  return [];
}

function unknownPositional(
  n: number,
  { shifted, call }: Positional,
  place: { written: string; range: Range | null },
): Text {
  const key = `argument ${call} ${shifted === null ? place.range?.start : n + shifted}`;
  return hole(place.written, place.range).map((piece) => withMark(piece, { key, subject: `$${n}` }));
}

/** The path of a script as text; it stands nowhere in the source. */
export function scriptFile(path: string): Text {
  return [{ kind: 'text', text: path === '' ? 'bash' : path, range: null, exact: false }];
}
