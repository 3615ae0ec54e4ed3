import { type BindingFact, localRank } from '../model/deployment.ts';
import type { FindingFact } from '../model/finding.ts';
import type { Resolution, ResolvedDeployment } from '../model/resolution.ts';
import type { Range } from '../model/span.ts';
import { rangesOf } from '../model/text.ts';
import { certainBindings } from './certain-bindings.ts';
import { deploy, refuses, service } from './example-files.ts';
import { takeCommand } from './fix/give-name.ts';
import { proposeSource } from './fix/propose-source.ts';
import { flag, shellQuote } from './fix/shell-quote.ts';
import { judgedDeployments } from './requirement-state.ts';
import type { Rule } from './rule.ts';
import { isPlainSecret, looksRandom } from './secret-text.ts';
import { subjectOf } from './subject.ts';
import { inEnvironment, receiver } from './wording.ts';

export const rule: Rule = {
  meta: {
    id: 'no-plaintext-secret',
    category: 'identity',
    docs: `A name that is a secret's by its form is given a value that stands in the repository.

Whoever can read the repository, its history or the service's configuration can read it, and it cannot be rotated without a commit. The form
of the name is a closed list: its last words are \`SECRET\`, \`PASSWORD\`, \`TOKEN\`, \`PASSPHRASE\`, \`CREDENTIALS\`, or a \`KEY\` of a kind that is kept secret
(\`API_KEY\`, \`SECRET_KEY\`, \`PRIVATE_KEY\`, \`SIGNING_KEY\` …). The value itself is never shown.

It is weaker where the value does not stand at the entry itself, since it may be a default that whoever deploys replaces; not so where it looks
as if a machine had made it. It is silent about names that say that they are public, about what an expression or a secret of the CI fills in,
about placeholders, file paths, references to a secret, switches and numbers, and about what runs on somebody's machine: compose files,
\`docker run\`, and folders or environments that are called \`dev\`, \`local\`, \`test\`, \`example\` and the like. A secret that was committed once is to be
replaced, not only moved.`,
    examples: [
      {
        title: 'A key in the deploy script',
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '--update-env-vars=JWT_SECRET=q8Zr41xVbn7Lt0,LOG=info'),
        },
        findings: [{ name: 'JWT_SECRET', service: 'auth', what: 'JWT_SECRET is given to auth as a plain value' }],
      },
      {
        title: 'A password in a manifest',
        files: {
          ...service('auth', refuses('DB_PASSWORD')),
          'service.yaml': `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: auth
spec:
  template:
    spec:
      containers:
        - image: gcr.io/acme/auth
          env:
            - name: DB_PASSWORD
              value: hunter7-Lt0q
`,
        },
        findings: [{ name: 'DB_PASSWORD', service: 'auth', what: 'DB_PASSWORD' }],
      },
      {
        title: 'A default, which whoever deploys may replace',
        files: {
          ...service('auth', refuses('DB_PASSWORD')),
          'deploy.sh': `PASSWORD=\${DB_PASSWORD:-hunter7-Lt0q}\n${deploy('auth', '"--update-env-vars=DB_PASSWORD=$PASSWORD"')}`,
        },
        findings: [{ name: 'DB_PASSWORD', service: 'auth', what: 'DB_PASSWORD' }],
      },
      {
        title: 'Filled in where it runs',
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy('auth', '"--update-env-vars=JWT_SECRET=$JWT_SECRET,LOG=info"'),
        },
        findings: [],
      },
      {
        title: 'A placeholder, a path, a public key',
        files: {
          ...service('auth', refuses('JWT_SECRET')),
          'deploy.sh': deploy(
            'auth',
            '--update-env-vars=JWT_SECRET=change-me,TLS_PRIVATE_KEY=/secrets/tls.pem,STRIPE_PUBLISHABLE_KEY=pk_a1b2c3',
          ),
        },
        findings: [],
      },
      {
        title: 'The machine of a developer',
        files: {
          ...service('auth', refuses('DB_PASSWORD')),
          'compose.yaml': 'services:\n  auth:\n    build: auth\n    environment:\n      DB_PASSWORD: hunter7-Lt0q\n',
        },
        findings: [],
      },
    ],
  },
  check: ({ head }) =>
    judgedDeployments(head).flatMap((resolved) => {
      if (localRank(resolved.deployment.format) > 0 || isForTrying(resolved)) return [];
      const bindings = certainBindings(resolved).filter(({ name, target, value }) => {
        return target === 'env' && value !== null && isPlainSecret(name, value);
      });
      return bindings.map((binding) => plain(head, resolved, binding));
    }),
};

/** Words of folders, files and environments whose deployments are for one developer, a test or a reader. */
const TRYING =
  /^(local|localhost|dev|develop|development|test|tests|testing|e2e|ci|example|examples|sample|samples|demo|demos|doc|docs|minikube|kind|k3d|k3s|sandbox|playground|tutorial|emulator|mock|fixture|fixtures)$/i;

function isForTrying({ deployment: { range, environment, entry, environmentWords } }: ResolvedDeployment): boolean {
  const words = [range.path, entry, environment ?? '', ...Object.values(environmentWords)];
  return words.some((text) => text.split(/[^A-Za-z0-9]+/).some((word) => TRYING.test(word)));
}

function plain(head: Resolution, resolved: ResolvedDeployment, binding: BindingFact): FindingFact {
  const { name, value } = binding;
  const elsewhere = rangesOf(value ?? []).filter((range) => !isWrittenAt(range, binding, head));
  return {
    ...subjectOf(resolved, name),
    what: `${name} is given${receiver(resolved)}${inEnvironment(resolved)} as a plain value that stands in ${(elsewhere[0] ?? binding.range).path}.`,
    why: 'By its name it is a secret: everybody who can read the repository has it, and its history keeps it.',
    fix: { ...moveCommand(head, resolved, name), edits: [] },
    range: binding.range,
    related: elsewhere.map((range) => ({ role: 'given', range })),
    weaker: elsewhere.length > 0 && !looksRandom(value ?? []),
  };
}

/** How far a manifest's value stands from its name. */
const BESIDE = 200;
/** Quotes, and the sign that escapes them, between a name and its value. */
const QUOTES = 2;

/** Whether a value stands at the entry that gives it, and is no default there (`NAME=${X:-value}`). */
function isWrittenAt(value: Range, { name, range: entry }: BindingFact, { facts }: Resolution): boolean {
  if (value.path !== entry.path) return false;
  const text = facts.maskedText(entry.path)?.slice(entry.start, entry.end + BESIDE) ?? '';
  const sign = text.startsWith(name) ? /^\s*[=:]\s*/.exec(text.slice(name.length)) : null;
  if (sign) {
    const first = entry.start + name.length + sign[0].length;
    return value.start >= first && value.start <= first + QUOTES;
  }
  return value.start >= entry.start - BESIDE && value.start <= entry.end + BESIDE;
}

/** Makes a secret of what a person types, and gives it in place of the value. https://cloud.google.com/sdk/gcloud/reference/secrets/create */
function moveCommand(head: Resolution, resolved: ResolvedDeployment, name: string): { readonly command?: string } {
  if (resolved.deployment.format === 'kubernetes') return {};
  const proposal = proposeSource(head, resolved, name);
  const stated = proposal.kind === 'secret' && !proposal.template ? proposal.secret : null;
  const id = stated ?? name.toLowerCase().replaceAll('_', '-');
  const { command } = takeCommand(
    head,
    resolved,
    name,
    flag('remove-env-vars', name),
    flag('update-secrets', `${name}=${id}:latest`),
  );
  return command ? { command: `gcloud secrets create ${shellQuote(id)} --data-file=- && ${command}` } : {};
}
