import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it, test } from 'vitest';
import { checkFiles } from '../../src/check.ts';

import { DEPLOYMENT_CARRIERS, FORMAT_IDS } from '../../src/model/deployment.ts';
import { LEVELS } from '../../src/model/read.ts';
import { NOT_CHECKED_REASONS } from '../../src/model/report.ts';
import { UNRESOLVED_REASONS } from '../../src/model/unresolved.ts';
import { checkJson, nameJson, ruleJson, scanJson } from '../../src/reporters/json.ts';
import { outputJsonSchemas } from '../../src/reporters/schema/json-schema.ts';
import { OUTPUT_SCHEMAS } from '../../src/reporters/schema/output-schemas.ts';
import { explainName } from '../../src/rules/explain.ts';
import { rules } from '../../src/rules/registry.generated.ts';
import { rollcall } from '../cli/run-cli.ts';
import { makeRepository } from '../support/git-repository.ts';
import { deployScript, pythonService } from '../support/services.ts';

type Name = keyof typeof OUTPUT_SCHEMAS;

/** What a schema has against a text; empty: nothing. */
function complaints(name: Name, text: string): readonly string[] {
  const result = v.safeParse(OUTPUT_SCHEMAS[name], JSON.parse(text));
  return (result.issues ?? []).map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
}

const service = pythonService(
  'auth',
  'key = os.environ["SECRET_KEY"]',
  'url = os.getenv("REDIS_URL") or os.environ["REDIS_HOST"]',
  'salt = os.getenv("SALT", "")',
  'open(salt)',
  'if os.getenv("ENVIRONMENT") == "production" and not os.getenv("DSN"):',
  '    raise RuntimeError("DSN")',
  'for name in open("names"):',
  '    os.environ[name]',
);
const secrets = '--set-secrets=SECRET_KEY=key:latest,/etc/token=token:2';
const files = {
  ...service,
  'deploy.py': deployScript('auth', '--set-env-vars=LOG=debug', secrets),
  'more.sh': 'gcloud run deploy web --image=web --set-secrets=TOKEN=token:latest $MORE\n',
};
const { folder } = makeRepository([
  { files, message: 'Deploy auth', date: '2025-03-01T00:00:00Z' },
  {
    files: { 'deploy.py': deployScript('auth', '--set-env-vars=LOG=debug', '--set-secrets=/etc/token=token:2') },
    message: 'Tidy up',
    date: '2025-03-02T00:00:00Z',
  },
  { files: { 'deploy.py': deployScript('auth', secrets) }, message: 'Mend', date: '2025-03-03T00:00:00Z' },
  {
    files: { 'deploy.py': deployScript('auth', '--set-env-vars=A=b', '--set-secrets=OTHER=other:1') },
    message: 'Break',
    date: '2025-03-04T00:00:00Z',
  },
]);

describe('what a command prints has the published form', () => {
  const cases: readonly (readonly [Name, number, readonly string[]])[] = [
    ['scan', 0, ['scan']],
    ['scan', 0, ['scan', '--ref', 'HEAD']],
    ['check', 1, ['check']],
    ['check', 1, []],
    ['diff', 1, ['diff', '--against', 'HEAD~1']],
    ['history', 0, ['history', '--no-cache']],
    ['postmortem', 0, ['postmortem', 'HEAD~1', '--no-cache']],
    ['postmortem', 0, ['postmortem', '--no-cache']],
    ['explain', 0, ['explain', 'SECRET_KEY']],
    ['explain', 0, ['explain', 'no-missing-binding']],
    ['error', 2, ['scan', '--ref', 'nowhere']],
    ['error', 2, ['scan', '--no-such-option']],
    ['init', 0, ['init']],
  ];
  test.each(cases)('%s %i %j', (name, code, args) => {
    const ran = rollcall(folder, [...args, '--format', 'json']);
    expect(complaints(name, ran.stdout)).toEqual([]);
    expect([ran.code, JSON.parse(ran.stdout).schema]).toEqual([code, `rollcall/${name}@1`]);
  });
});

describe.each(rules.map(({ meta }) => meta))('the examples of $id have the published form', (meta) => {
  test.each(meta.examples)('$title', async ({ files, contract, against }) => {
    const report = await checkFiles(files, {
      ...(contract === undefined ? {} : { contract }),
      ...(against === undefined ? {} : { against }),
      today: '2026-08-24',
    });
    const { facts, resolution } = report;
    expect(complaints('check', checkJson(report, '1'))).toEqual([]);
    expect(complaints('scan', scanJson(facts, '1'))).toEqual([]);
    for (const name of new Set(facts.reads.map((read) => read.name))) {
      expect(complaints('explain', nameJson(explainName(resolution, name), facts.span, '1'))).toEqual([]);
    }
    expect(complaints('explain', ruleJson(meta, 'error', '1'))).toEqual([]);
  });
});

describe('a schema', () => {
  const scan = JSON.parse(rollcall(folder, ['scan', '--format', 'json']).stdout);

  it('takes no other field, at any depth', () => {
    const inside = JSON.stringify({ ...scan, deployments: [{ ...scan.deployments[0], more: 1 }] });
    expect(complaints('scan', JSON.stringify({ ...scan, more: 1 }))).toHaveLength(1);
    expect(complaints('scan', inside)).toHaveLength(1);
  });

  it('misses a field that is not there, and refuses a word that is on no list', () => {
    const { complete: _, ...without } = scan;
    const [read] = scan.reads;
    expect(complaints('scan', JSON.stringify(without))).toHaveLength(1);
    expect(complaints('scan', JSON.stringify({ ...scan, reads: [{ ...read, level: 'needed' }] }))).toHaveLength(1);
  });

  it('is published as it is, lists and all', () => {
    for (const [name, schema] of outputJsonSchemas()) {
      const url = new URL(`../../../../docs/reference/${name}.schema.json`, import.meta.url);
      expect(JSON.parse(readFileSync(url, 'utf8'))).toEqual(schema);
    }
    const lists = listsIn(outputJsonSchemas());
    for (const list of [LEVELS, FORMAT_IDS, DEPLOYMENT_CARRIERS, UNRESOLVED_REASONS, NOT_CHECKED_REASONS])
      expect(lists).toContain(JSON.stringify(list));
  });

  it('allows no other field in the published form either', () => {
    const loose = [...outputJsonSchemas()].flatMap(([name, schema]) => looseIn(schema, name));
    expect(loose).toEqual([]);
  });
});

/** Every `enum` of a schema, as text. */
function listsIn(part: unknown): readonly string[] {
  if (part instanceof Map) return [...part.values()].flatMap(listsIn);
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => (key === 'enum' ? [JSON.stringify(value)] : listsIn(value)));
}

function looseIn(part: unknown, at: string): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = 'properties' in part && !('additionalProperties' in part && part.additionalProperties === false);
  return [...(own ? [at] : []), ...Object.entries(part).flatMap(([key, value]) => looseIn(value, `${at}.${key}`))];
}
