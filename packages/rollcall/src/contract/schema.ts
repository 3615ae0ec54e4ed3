import * as v from 'valibot';
import { PRESET_IDS, PRESET_NAMES } from '../model/finding.ts';
import {
  count,
  duration,
  isoDate,
  key,
  mustKey,
  namePattern,
  need,
  oneOrMore,
  path,
  perEnvironment,
  placeTemplate,
  plainValue,
  project,
  prose,
  regularExpression,
  secretTemplate,
  secretVersion,
  variableName,
  word,
} from './kinds.ts';
import { dictionary, fields } from './strict-schemas.ts';

const match = fields({
  branch: key(oneOrMore(word), 'Branches, or patterns of them, whose pipelines deploy to this environment.'),
  flags: key(
    dictionary(word, v.union([v.string(), v.number(), v.boolean()])),
    'Flags of a deploy command, without dashes, that tell this environment: `project: acme-staging`.',
  ),
  code: key(oneOrMore(word), 'Words by which the code calls this environment when it compares.'),
});

const environment = fields({
  extends: key(
    word,
    'Another environment from which everything that is not written here is taken, except what `match` says of branches and flags.',
  ),
  project: key(project, 'The Google Cloud project, by id or number.'),
  region: key(word, 'The region of its services.'),
  secretId: key(
    secretTemplate,
    'How secret ids are made from names here: {name}, {kebab}, {lower}, {environment}, {service}.',
  ),
  versions: key(
    v.picklist(['latest', 'pinned']),
    'Whether deployments name a version number of each secret (pinned) or take the latest.',
  ),
  match: key(match, 'How a deployment or a word in the code is known to be of this environment.'),
  per: key(v.picklist(['pullRequest']), 'It exists once for each pull request.'),
});

const quality = fields({
  minLength: key(count(1), 'The least number of characters of a good value.'),
  maxLength: key(count(1), 'The greatest number of characters of a good value.'),
  format: key(
    v.picklist([
      'url',
      'email',
      'hostname',
      'port',
      'integer',
      'number',
      'boolean',
      'uuid',
      'base64',
      'hex',
      'json',
      'jwt',
      'pem',
    ]),
    'The form of a good value.',
  ),
  schemes: key(v.array(word), 'The schemes that a URL may have.'),
  pattern: key(regularExpression, 'A regular expression that a good value matches.'),
});

const name = fields({
  category: key(word, 'What it belongs to, such as authentication, database or oauth.'),
  critical: key(v.boolean(), 'Whether the service is of no use without it.'),
  when: key(need, 'When it is needed first: at build, at start, or at a request.'),
  description: key(prose, 'What it is for; errors quote it.'),
  quality: key(quality, 'What a good value looks like; a value is read only when you ask for it, and never shown.'),
  secretId: key(
    perEnvironment(secretTemplate),
    'The id of its secret where it differs from the template of the environment.',
  ),
  sameSecretAs: key(variableName, 'Another name that must always point to the same secret.'),
  name: key(dictionary(word, variableName), 'The name that it bears in an environment where that differs.'),
  version: key(perEnvironment(secretVersion), 'The version of its secret: a number, latest or pinned.'),
  owner: key(word, 'Who can create and rotate it.'),
});

const alternative = v.union([variableName, v.pipe(v.array(variableName), v.minLength(1, 'must name at least one'))]);

const requirement = fields({
  name: key(variableName, 'The name that is needed.'),
  anyOf: key(
    v.pipe(v.array(alternative), v.minLength(1, 'must list at least one alternative')),
    'Alternatives of which one suffices; a list stands for names that are needed together.',
  ),
  environments: key(v.array(word), 'The environments in which it is needed; all, when left out.'),
  when: key(need, 'When it is needed first: at build, at start, or at a request.'),
  critical: key(v.boolean(), 'Whether the service is of no use without it.'),
});

const needs = fields({
  from: key(
    v.picklist(['code', 'contract']),
    'Whether needs are read from the code and corrected here, or stated here alone.',
  ),
  add: key(v.array(v.union([variableName, requirement])), 'Needs that the code does not show.'),
  drop: key(
    v.array(
      fields({
        name: mustKey(variableName, 'The name that is not needed.'),
        reason: mustKey(prose, 'Why it is not needed although the code reads it.'),
        until: key(isoDate, 'The last day on which this holds.'),
      }),
    ),
    'Needs that the code shows and that are none.',
  ),
});

const deployedBy = fields({
  file: mustKey(path, 'The script, workflow or manifest.'),
  step: key(word, 'The step of a workflow, by its name.'),
  role: key(v.picklist(['primary', 'alternative']), 'Whether it is the usual way or another one, such as a hotfix.'),
});

const start = fields({
  command: key(oneOrMore(word), 'The command that starts the service, as a list of words or as a line for the shell.'),
  health: key(word, 'The path that answers 200 when the service is ready.'),
  timeout: key(duration, 'How long it may take to become ready.'),
});

const resources = fields({
  memory: key(
    v.pipe(
      v.string(),
      v.regex(/^\d+(\.\d+)?(Ki|Mi|Gi|Ti|k|K|M|G|T)?$/, 'must be an amount of memory such as 512Mi or 1Gi'),
    ),
    'Memory of one instance.',
  ),
  cpu: key(
    v.union([
      v.pipe(v.number(), v.minValue(0.08, 'must be 0.08 or more')),
      v.pipe(v.string(), v.regex(/^\d+(\.\d+)?m?$/, 'must be a number of CPUs such as 1 or 500m')),
    ]),
    'CPUs of one instance.',
  ),
  minInstances: key(count(0), 'The least number of instances.'),
  maxInstances: key(count(1), 'The greatest number of instances.'),
  timeout: key(duration, 'The longest that one request may take.'),
  port: key(v.pipe(count(1), v.maxValue(65535, 'must be 65535 or less')), 'The port on which the service listens.'),
  serviceAccount: key(word, 'The account that the service runs as.'),
  connector: key(word, 'The VPC connector.'),
  cloudSql: key(oneOrMore(word), 'Cloud SQL instances to connect to.'),
});

const given = fields({
  name: mustKey(variableName, 'The name that is given outside of what the repository shows.'),
  by: mustKey(word, 'By whom: inherited (it is on the service already), ci-secret, operator, platform, outside.'),
  until: key(isoDate, 'The last day on which this holds.'),
});

const retired = fields({
  name: mustKey(variableName, 'The name that is no longer used.'),
  since: mustKey(isoDate, 'The day it was retired.'),
  reason: mustKey(prose, 'Why it was retired.'),
  replacedBy: key(variableName, 'The name that took its place.'),
});

const service = fields({
  cloudRun: key(perEnvironment(placeTemplate), 'The name under which it is deployed to Cloud Run.'),
  entry: key(path, 'The file that it runs; its needs are what is reachable from there.'),
  roots: key(oneOrMore(path), 'Folders of its code.'),
  deployedBy: key(v.array(deployedBy), 'Where it is deployed from.'),
  start: key(start, 'How to start it for a rehearsal.'),
  needs: key(needs, 'What it needs.'),
  variables: key(
    dictionary(variableName, perEnvironment(plainValue)),
    'Plain variables, which are no secrets; {environment} and {service} are filled in.',
  ),
  given: key(v.array(given), 'Names that are given outside of what the repository shows.'),
  dynamic: key(
    v.array(namePattern),
    'Patterns of names that it reads by pattern, so that they are never called unused.',
  ),
  retired: key(v.array(retired), 'Names that it no longer uses.'),
  owner: key(word, 'Who answers for it.'),
  resources: key(resources, 'Resources of its deployment.'),
  dependsOn: key(v.array(word), 'Services that are deployed before it.'),
});

const suppression = fields({
  rule: mustKey(word, 'The rule to be silent.'),
  service: key(word, 'The service it is silent about; any, when left out.'),
  name: key(variableName, 'The name it is silent about; any, when left out.'),
  environment: key(word, 'The environment it is silent about; any, when left out.'),
  reason: mustKey(prose, 'Why this is no problem.'),
  until: mustKey(isoDate, 'The last day on which it is silent.'),
});

const table = fields({
  file: mustKey(path, 'The file that holds the tables.'),
  requirements: key(word, 'The table that lists the names a service needs.'),
  secrets: key(word, 'The table from names to secret ids.'),
  critical: key(word, 'The table that lists the critical names.'),
});

/**
 * The contract as it is written, in YAML, JSON or TypeScript. No schema in it transforms: what is valid is used as written, and
 * `normaliseContract` fills in the defaults.
 */
export const contractSchema = fields({
  $schema: key(v.string(), 'The address of this schema, for editors.'),
  version: mustKey(v.literal(1), 'The version of the form of this file: 1.'),
  preset: key(
    v.picklist([...PRESET_NAMES, ...PRESET_IDS]),
    'Which rules run and how much their findings weigh: the newest version of a preset, or a fixed one.',
  ),
  environments: key(dictionary(word, v.nullable(environment)), 'The environments that services are deployed to.'),
  names: key(dictionary(variableName, v.nullable(name)), 'What is known of names beyond what the code shows.'),
  services: key(dictionary(word, v.nullable(service)), 'The services, each with what it runs, needs and is given.'),
  suppress: key(v.array(suppression), 'Findings to be silent about, each with a reason and an end.'),
  tables: key(v.array(table), 'Tables in the code that state requirements or secret ids.'),
});

/** A contract as a person writes it; what `defineContract` takes. */
export type ContractInput = v.InferInput<typeof contractSchema>;
export type EnvironmentInput = v.InferInput<typeof environment>;
export type NameInput = v.InferInput<typeof name>;
export type ServiceInput = v.InferInput<typeof service>;
export type RequirementInput = string | v.InferInput<typeof requirement>;
