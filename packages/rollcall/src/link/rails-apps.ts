import type { FileText } from '../workspace/file-text.ts';
import type { ServiceProgram } from './entries.ts';
import { folderOf } from './paths.ts';
import { perText } from './per-text.ts';
import type { WholeApp } from './whole-apps.ts';

/** What the command of a Ruby program makes of its app. */
interface Running {
  /** A web server: it alone reads its own configuration. */
  readonly server: boolean;
  /** Sidekiq, which alone reads its own configuration. */
  readonly sidekiq: boolean;
  /** Tasks by their full names. */
  readonly tasks: readonly string[];
  /** Nothing but tasks is run: the app is made ready, and its code is loaded as it is named. */
  readonly tasksAlone: boolean;
}

const SERVER = /^(?:.*\/)?(puma|pumactl|unicorn|unicorn_rails|thin|falcon|passenger|rackup|thrust|iodine)$/;
const WORKER =
  /^(?:.*\/)?(sidekiq|sidekiqswarm|good_job|resque|shoryuken|karafka|sneakers|jobs|delayed_job|clockwork)$/;
const SIDEKIQ = /^(?:.*\/)?sidekiq(swarm)?$/;
const RAILS = /^(?:.*\/)?rails$/;
const RAKE = /^(?:.*\/)?rake$/;
/** Commands of `rails` that are no tasks. https://guides.rubyonrails.org/command_line.html */
const COMMANDS =
  /^(console|c|runner|r|dbconsole|db|new|generate|g|destroy|d|test|t|plugin|credentials.*|encrypted.*|about)$/;

function runningOf(lines: ServiceProgram['lines']): Running {
  let server = lines.length === 0;
  let other = false;
  let sidekiq = lines.length === 0;
  const tasks: string[] = [];
  for (const words of lines)
    for (const [i, word] of words.entries()) {
      const next = words.slice(i + 1).find((one) => !one.startsWith('-') && !/^\w+=/.test(one));
      sidekiq ||= SIDEKIQ.test(word);
      if (SERVER.test(word)) server = true;
      else if (WORKER.test(word)) other = true;
      else if (RAILS.test(word) && /^(server|s)$/.test(next ?? '')) server = true;
      else if (RAILS.test(word) && (next === undefined || COMMANDS.test(next))) other = true;
      else if (RAILS.test(word) || RAKE.test(word)) tasks.push(...tasksAfter(words, i));
      else if (/\.(rb|ru)$/.test(word)) other = true;
    }
  return { server, sidekiq, tasks, tasksAlone: tasks.length > 0 && !server && !other };
}

/** `rake a:b[1] c FOO=x`. https://ruby.github.io/rake/doc/command_line_usage_rdoc.html */
function tasksAfter(words: readonly string[], at: number): readonly string[] {
  return words
    .slice(at + 1)
    .map((word) => word.replace(/\[.*$/, ''))
    .filter((word) => /^[a-z_]\w*(:\w+)*$/.test(word));
}

/** Files that only a server reads, of the server. */
const OF_SERVERS = /(^|\/)config\/(puma|unicorn|thin|falcon|passenger)(\/\w+)?\.rb$/;
/** https://github.com/sidekiq/sidekiq/wiki/Advanced-Options#the-sidekiq-configuration-file */
const OF_SIDEKIQ = /(^|\/)config\/sidekiq\.ya?ml(\.erb)?$/;
const ENVIRONMENT = /(^|\/)config\/environments\/(\w+)\.rb$/;

/**
 * What runs of a Ruby app, beside what the constants in it lead to: in the given environments, its server's configuration only where a
 * server runs, and of tasks that run alone what makes the app ready.
 * @param all every file that was loaded
 */
export function railsProgram(
  app: WholeApp,
  program: ServiceProgram,
  environments: ReadonlySet<string>,
  all: Iterable<string>,
  file: (path: string) => FileText | null,
): readonly string[] {
  const { server, sidekiq, tasks, tasksAlone } = runningOf(program.lines);
  const runs = (path: string): boolean => {
    const word = ENVIRONMENT.exec(path)?.[2];
    return (
      (server || !OF_SERVERS.test(path)) &&
      (sidekiq || !OF_SIDEKIQ.test(path)) &&
      (word === undefined || environments.size === 0 || environments.has(word))
    );
  };
  const inApp = app.files.filter(runs);
  const prefix = app.folder === '' ? '' : `${app.folder}/`;
  const boot = inApp.filter((path) => path.startsWith(`${prefix}config/`) || folderOf(path) === app.folder);
  const own = tasks.length === 0 ? [] : filesOfTasks(tasks, prefix, all, file);
  return [...(tasksAlone ? boot : inApp.filter((path) => !isLibrary(app, path))), ...own];
}

/** Rails loads `lib/` as its constants are named. https://guides.rubyonrails.org/autoloading_and_reloading_constants.html */
function isLibrary({ folder, files }: WholeApp, path: string): boolean {
  const prefix = folder === '' ? '' : `${folder}/`;
  return path.startsWith(`${prefix}lib/`) && files.includes(`${prefix}config/application.rb`);
}

const DATABASE_SEEDS = /^db:(seed|setup|reset)(:|$)/;

/** The files that define tasks, and those that these invoke. */
function filesOfTasks(
  tasks: readonly string[],
  prefix: string,
  all: Iterable<string>,
  file: (path: string) => FileText | null,
): readonly string[] {
  const paths = [...all].filter((path) => path.startsWith(prefix) && /\.rake$/.test(path));
  const wanted = new Set(tasks);
  const found = new Set<string>();
  for (const task of wanted)
    for (const path of paths) {
      const known = tasksIn(path, file(path));
      if (!known?.defined.has(task.split(':').at(-1) ?? '')) continue;
      if (
        !task
          .split(':')
          .slice(0, -1)
          .every((part) => known.namespaces.has(part))
      )
        continue;
      found.add(path);
      for (const other of known.invoked) wanted.add(other);
    }
  const seeds = `${prefix}db/seeds.rb`;
  return [...found, ...(tasks.some((task) => DATABASE_SEEDS.test(task)) && file(seeds)?.ok ? [seeds] : [])];
}

/** Names in a file of tasks. https://ruby.github.io/rake/doc/rakefile_rdoc.html */
const tasksIn = perText((_path, text) => {
  const names = (pattern: RegExp): ReadonlySet<string> =>
    new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''));
  return {
    defined: names(/^\s*(?:task|multitask|file)[\s(]+(?::|["'])?(\w+)/gm),
    namespaces: names(/^\s*namespace[\s(]+(?::|["'])?(\w+)/gm),
    invoked: names(/(?:Rake::Task\[\s*|Rake::Task\.\w+\(\s*|=>\s*\[?\s*|\w:\s*\[?\s*)["']:?([\w:]+)["']/g),
  };
});
