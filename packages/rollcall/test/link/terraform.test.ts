import { describe, expect, it } from 'vitest';
import { LinkMemory, linkTree } from '../../src/link/link.ts';
import { openMemoryTree } from '../../src/workspace/memory-tree.ts';
import { deploymentsOf, gapsOf, linkFiles, servicesOf } from './link-files.ts';

const SERVICE = (name: string, env: string): string => `resource "google_cloud_run_v2_service" "${name}" {
  name     = "${name}"
  location = "us-central1"
  template {
    containers {
      image = "gcr.io/acme/${name}"
${env}
    }
  }
}
`;

const PLAIN = (name: string, value: string): string => `      env {
        name  = "${name}"
        value = "${value}"
      }`;

const SECRET = (name: string, data: string): string =>
  `resource "kubernetes_secret" "s" {\n  metadata {\n    name = ${name}\n  }\n  data = ${data}\n}\n`;

const WORKLOAD = (secret: string): string => `resource "kubernetes_deployment" "orders" {
  metadata {
    name = "orders"
  }
  spec {
    template {
      spec {
        container {
          image = "acme/orders"
          env_from {
            secret_ref {
              name = ${secret}
            }
          }
        }
      }
    }
  }
}
`;

function namesOf(facts: Awaited<ReturnType<typeof linkFiles>>): readonly string[] {
  return facts.deployments.flatMap(({ bindings }) => bindings.map(({ name }) => name));
}

describe('terraform, in its tree', () => {
  it('joins a resource with the code that its image is built from', async () => {
    const facts = await linkFiles({
      'infra/main.tf': SERVICE('orders', PLAIN('MODE', 'x')),
      'services/orders/Dockerfile': 'FROM python:3\nCOPY . .\nCMD ["python", "main.py"]\n',
      'services/orders/main.py': 'import os\nos.environ["SECRET_KEY"]\n',
    });
    expect(servicesOf(facts)).toEqual([['orders', ['services/orders'], 'services/orders/main.py']]);
    expect(facts.reads.map(({ name, level }) => [name, level])).toEqual([['SECRET_KEY', 'required']]);
    expect(deploymentsOf(facts)).toEqual([['infra/main.tf#orders', 'orders', null]]);
  });

  it('takes names that differ in the environment for one service, though the code is found for one of them only', async () => {
    const facts = await linkFiles({
      'infra/prod.tf': SERVICE('orders-prod', ''),
      'infra/staging.tf': SERVICE('orders-staging', '').replace(
        'acme/orders-staging',
        `acme/orders-staging@\${var.digest}`,
      ),
      'services/orders/Dockerfile': 'FROM python:3\nCOPY . .\nCMD ["python", "main.py"]\n',
      'services/orders/main.py': 'import os\nos.environ["SECRET_KEY"]\n',
      'build.sh': 'docker build -t gcr.io/acme/orders-prod services/orders\ndocker build -t gcr.io/acme/other .\n',
    });
    expect(servicesOf(facts)).toEqual([['orders-prod', ['services/orders'], 'services/orders/main.py']]);
  });

  it('joins a workload of Kubernetes with its code, and covers what its secrets hold whatever the keys are called', async () => {
    const facts = await linkFiles({
      'infra/main.tf': `${SECRET('"session"', '{ key = "canary", "SECRET_KEY" = "canary" }')}${WORKLOAD('kubernetes_secret.s.metadata[0].name')}`,
      'orders/Dockerfile': 'FROM python:3\nCOPY . .\nCMD ["python", "main.py"]\n',
      'orders/main.py': 'import os\nos.environ["SECRET_KEY"]\n',
    });
    expect(servicesOf(facts)).toEqual([['orders', ['orders'], 'orders/main.py']]);
    expect(facts.deployments.map(({ format, kind, open }) => [format, kind, open])).toEqual([
      ['kubernetes', 'Deployment', false],
    ]);
    expect(namesOf(facts)).toEqual(['key', 'SECRET_KEY']);
    expect(facts.maskedText('infra/main.tf')).not.toContain('canary');
    expect(gapsOf(facts)).toEqual([]);
  });

  it('knows a secret of Kubernetes that another module makes, and no other', async () => {
    const tree = (name: string) => ({
      'main.tf': `module "store" {\n  source = "./store"\n}\nmodule "run" {\n  source = "./run"\n  secret = ${name}\n}\n`,
      'store/main.tf': `${SECRET('"session"', '{ SECRET_KEY = "x" }')}output "name" {\n  value = kubernetes_secret.s.metadata[0].name\n}\n`,
      'run/main.tf': `variable "secret" {}\n${WORKLOAD('var.secret')}`,
    });
    const known = await linkFiles(tree('module.store.name'));
    expect(namesOf(known)).toEqual(['SECRET_KEY']);
    expect(known.deployments.map(({ open }) => open)).toEqual([false]);
    const other = await linkFiles(tree('"other"'));
    expect(namesOf(other)).toEqual([]);
    expect(other.deployments.map(({ open }) => open)).toEqual([true]);
  });

  it('tells a manifest of Kubernetes that runs code, and none that only speaks of what does', async () => {
    const manifest = (spec: string): string =>
      `resource "kubernetes_manifest" "m" {\n  manifest = {\n    kind = "X"\n    spec = ${spec}\n  }\n}\n`;
    const gaps = async (spec: string) => gapsOf(await linkFiles({ 'main.tf': manifest(spec) }));
    expect(await gaps('{ template = { spec = { containers = [{ image = "a" }] } } }')).toEqual([
      ['unreadable', 'it deploys to Kubernetes, and resources of its kind are not read'],
    ]);
    expect(await gaps('{ scaleTargetRef = { kind = "Deployment", name = "a" } }')).toEqual([]);
  });

  it('reads a module where it is called, and only there', async () => {
    const facts = await linkFiles({
      'modules/run/main.tf': `variable "name" {}\n${SERVICE('x', PLAIN('A', '1')).replace('"x"\n', 'var.name\n')}`,
      'envs/a/main.tf': 'module "m" {\n  source = "../../modules/run"\n  name   = "one"\n}\n',
      'envs/b/main.tf': 'module "m" {\n  source = "../../modules/run"\n  name   = "two"\n}\n',
    });
    expect(facts.deployments.map(({ id, entry }) => [id, entry])).toEqual([
      ['modules/run/main.tf#one', 'envs/a/main.tf'],
      ['modules/run/main.tf#two', 'envs/b/main.tf'],
    ]);
  });

  it('reads modules that only call each other', async () => {
    const facts = await linkFiles({
      'a/main.tf': `module "b" {\n  source = "../b"\n}\n${SERVICE('a', '')}`,
      'b/main.tf': `module "a" {\n  source = "../a"\n}\n${SERVICE('b', '')}`,
    });
    expect(new Set(facts.deployments.map(({ service }) => service))).toEqual(new Set(['a', 'b']));
  });

  it('prefers what OpenTofu reads in place of another file', async () => {
    const facts = await linkFiles({
      'main.tf': SERVICE('old', ''),
      'main.tofu': SERVICE('new', ''),
    });
    expect(facts.deployments.map(({ service }) => service)).toEqual(['new']);
  });

  it('reads what a file of the tree holds', async () => {
    const facts = await linkFiles({
      'infra/main.tf': `locals {\n  env = yamldecode(file("\${path.module}/env.yaml"))\n}\n${SERVICE(
        'x',
        '      dynamic "env" {\n        for_each = local.env\n        content {\n          name  = env.key\n          value = env.value\n        }\n      }',
      )}`,
      'infra/env.yaml': 'FIRST: one\nSECOND: two\n',
    });
    const [deployment] = facts.deployments;
    expect(deployment?.open).toBe(false);
    expect(deployment?.bindings.map(({ name, range }) => [name, range.path, range.start, range.end])).toEqual([
      ['FIRST', 'infra/env.yaml', 0, 10],
      ['SECOND', 'infra/env.yaml', 11, 22],
    ]);
  });

  it('tells of what it does not read', async () => {
    const facts = await linkFiles({
      'main.tf': 'resource "aws_lambda_function" "x" {\n  function_name = "x"\n}\n',
      'tests/main.tf': SERVICE('tested', ''),
    });
    expect(facts.deployments).toEqual([]);
    expect(gapsOf(facts)).toEqual([['unreadable', 'it deploys to AWS Lambda, and resources of its kind are not read']]);
    expect(facts.complete).toBe(false);
    const broken = await linkFiles({ 'main.tf': `${SERVICE('x', '')}\nlocals {\n` });
    expect(broken.complete).toBe(false);
    expect(broken.coverage.partly).toBe(1);
    expect(broken.deployments.map(({ service }) => service)).toEqual(['x']);
  });

  it('shows no value in a frame', async () => {
    const value = 'canary-value';
    const text = `variable "v" {\n  default = "${value}-default"\n}
locals {\n  map = { A = "${value}-local", secret = "${value}-entry" }\n  made = upper("${value}-made")\n  port = 4711\n}
${SERVICE(
  'x',
  `${PLAIN('DIRECT', value)}\n${PLAIN('MADE', `\${local.made}-${value}`)}
      env {
        name  = "CHOSEN"
        value = var.x ? "${value}-yes" : "${value}-no"
      }
      env {
        name  = "HEREDOC"
        value = <<-EOT
          ${value}-lines
        EOT
      }
      env {
        name  = "TEXT"
        value = "\${var.x}-${value}-\${local.port}"
      }
      dynamic "env" {
        for_each = local.map
        content {
          name  = env.key
          value = env.value
        }
      }`,
)}`;
    const facts = await linkFiles({ 'main.tf': text, 'terraform.tfvars': `v = "${value}-given"\n` });
    const shown = [facts.maskedText('main.tf'), facts.maskedText('terraform.tfvars')].join('\n');
    expect(shown).not.toContain(value);
    expect(shown).toContain('name  = "DIRECT"');
    expect(JSON.stringify(facts.unresolved)).not.toContain(value);
  });

  it('is found in a tree after others as if it were linked alone', async () => {
    const memory = new LinkMemory();
    const module = `variable "env" {\n  default = {}\n}\n${SERVICE(
      'x',
      '      dynamic "env" {\n        for_each = var.env\n        content {\n          name  = env.key\n          value = env.value\n        }\n      }',
    )}`;
    const call = (env: string): string => `module "x" {\n  source = "../modules/x"\n  env    = ${env}\n}\n`;
    const trees: Readonly<Record<string, string>>[] = [
      { 'live/main.tf': call('{ A = "1" }'), 'modules/x/main.tf': module },
      { 'live/main.tf': call('{ A = "1", B = "2" }'), 'modules/x/main.tf': module },
      { 'live/main.tf': call('{ A = "1" }'), 'modules/x/main.tf': module.replace('"x"', '"y"') },
      { 'live/main.tf': call('{ A = "1" }'), 'modules/x/main.tf': module, 'live/more.tf': SERVICE('more', '') },
      { 'modules/x/main.tf': module },
      { 'modules/x/main.tf': module, 'modules/x/terraform.tfvars': 'env = { C = "3" }\n' },
      { 'live/main.tf': call('{ A = "1" }'), 'modules/x/main.tf': module },
    ];
    for (const files of trees) {
      const tree = openMemoryTree(files);
      const after = await linkTree(tree, { root: '.', contract: null }, memory);
      const alone = await linkTree(tree, { root: '.', contract: null });
      expect(after.deployments).toEqual(alone.deployments);
      expect(after.unresolved).toEqual(alone.unresolved);
      await tree.close();
    }
  });
});
