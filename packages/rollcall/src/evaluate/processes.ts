import { asWritten } from '../model/text.ts';
import type { At } from '../program/program.ts';
import type { Arguments } from './callables.ts';
import { type Run, rangeAt, written } from './run.ts';
import { alternatives, isOpen, type ListValue, list, type TextValue, unknown, type Value } from './value.ts';

/** Functions that start a program: Python's subprocess and os, Node's child_process, and the libraries in front of them. */
const STARTERS = new RegExp(
  [
    '^subprocess\\.(run|call|check_call|check_output|Popen|getoutput|getstatusoutput)$',
    '^os\\.(system|popen|exec\\w+|spawn\\w+)$',
    '^asyncio\\.(subprocess\\.)?create_subprocess_(exec|shell)$',
    '^child_process\\.(exec|execSync|execFile|execFileSync|spawn|spawnSync|fork)$',
    '^(execa|cross-spawn|shelljs|zx|tinyexec|@actions/exec)(\\.\\w+|\\.\\$)*$',
    '^(sh|plumbum|invoke|fabric)\\.\\w+(\\.run)?$',
    '^(Bun\\.(spawn|spawnSync|\\$)|Deno\\.Command)$',
  ].join('|'),
);

/** The first words by which a command line is known to deploy, whoever is handed it. */
const DEPLOYS = /(^|[/\\])gcloud(\.cmd)?$|gcloud/i;

const LINE = /^\s*(\S*\/)?gcloud(\.cmd)?\s+(alpha\s+|beta\s+)?(run|functions|app)\s/;

/** Whether a call starts a program: it is known to, or it is handed a list or a line that begins with gcloud. */
export function isProcessCall(_run: Run, callee: Value, args: Arguments): boolean {
  if (callee.kind === 'builtin' && STARTERS.test(callee.name)) return true;
  if (SHOWS.test(nameOf(callee))) return false;
  return args.positional.some((value) => alternatives(value).some(deploys));
}

/** Functions that show, log or keep a text: what looks like a command there is none. */
const SHOWS =
  /(^|[.\s])(print|pprint|printf|println|puts|log|info|debug|trace|warn|warning|error|exception|critical|fatal|success|notice|write|writeln|write_text|writeFile|writeFileSync|echo|secho|append|push|add|extend|join|format|split|dumps|stringify|Exception|Error|\w+Error|\w+Exception)$/;

function nameOf(callee: Value): string {
  if (callee.kind === 'builtin') return callee.name;
  return callee.kind === 'unknown' ? callee.written : '';
}

function deploys(value: Value): boolean {
  if (value.kind === 'text') return LINE.test(asWritten(value.text));
  if (value.kind !== 'list') return false;
  const { value: items } = value.items;
  const [first] = items;
  if (!first || isOpen(first)) return false;
  return (
    DEPLOYS.test(wordOf(first.value)) &&
    items.slice(1, 5).some((item) => !isOpen(item) && /^(run|functions|app)$/.test(wordOf(item.value)))
  );
}

function wordOf(value: Value): string {
  if (value.kind === 'text') return asWritten(value.text);
  if (value.kind === 'unknown') return value.written;
  const [first] = alternatives(value);
  return value.kind === 'union' && first ? wordOf(first) : '';
}

/** Notes every command line that a call may start, and returns what the call gives: nothing that is known. */
export function noteProcess(run: Run, args: Arguments, at: At): Value {
  const [first, second] = args.positional;
  const command = first ?? args.named.get('args') ?? args.named.get('cmd');
  for (const one of command ? alternatives(command) : []) {
    const argv = argumentVector(one, second, args);
    const line = argv === null && one.kind === 'text' ? one : null;
    if (argv ?? line) emit(run, argv, line, args, at);
  }
  return unknown(written(run, at), rangeAt(run, at));
}

/** `run([...])`, `spawn("gcloud", [...])`, `create_subprocess_exec("gcloud", "run", …)`. */
function argumentVector(first: Value, second: Value | undefined, args: Arguments): ListValue | null {
  if (first.kind === 'list') return first;
  if (first.kind !== 'text' && first.kind !== 'unknown') return null;
  if (second?.kind === 'list') {
    const head = { value: first, conditional: false };
    return { kind: 'list', sort: 'list', items: { value: [head, ...second.items.value] } };
  }
  if (
    second &&
    args.positional.length > 1 &&
    args.positional.every((value) => value.kind === 'text' || value.kind === 'unknown' || value.kind === 'read')
  )
    return list(args.positional);
  return null;
}

function emit(run: Run, argv: ListValue | null, line: TextValue | null, args: Arguments, at: At): void {
  run.processes.push({
    argv: argv && { ...argv, items: { value: argv.items.value } },
    line,
    range: rangeAt(run, at),
    conditions: [...run.conditions],
    environment: args.named.get('env') ?? null,
    calls: run.frames.flatMap((frame) => (frame.call ? [frame.call] : [])),
  });
}
