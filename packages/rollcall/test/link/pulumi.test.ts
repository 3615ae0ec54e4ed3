import { describe, expect, it } from 'vitest';
import { gapsOf, linkFiles } from './link-files.ts';

/** Every binding as its deployment, name, source and the text at its place. */
async function bindingsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const facts = await linkFiles(files);
  return facts.deployments.flatMap((deployment) =>
    deployment.bindings.map(({ name, target, source, conditional, range }) => {
      const from =
        source.kind === 'value' ? 'value' : `${source.secret}${source.template ? '?' : ''}@${source.version}`;
      const at = files[range.path]?.slice(range.start, range.end);
      return `${deployment.id} ${target === 'file' ? 'file ' : ''}${name} ${from}${conditional ? ' maybe' : ''} "${at}"`;
    }),
  );
}

const SERVICE = (envs: string): string => `import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";
const stack = pulumi.getStack();
const key = new gcp.secretmanager.Secret("the-key", { secretId: "api-key", replication: { auto: {} } });
new gcp.cloudrunv2.Service("api", {
  location: "europe-west1",
  template: { containers: [{ image: pulumi.interpolate\`gcr.io/acme/api:\${stack}\`, envs: ${envs} }] },
});
`;

describe('Pulumi', () => {
  it.each([
    ['[{ name: "A", value: "1" }]', ['A value "A"']],
    ['[{ name: "A", valueSource: { secretKeyRef: { secret: key.secretId, version: "3" } } }]', ['A api-key@3 "A"']],
    ['[{ name: "A", valueSource: { secretKeyRef: { secret: key.id } } }]', ['A api-key@latest "A"']],
    ['[{ name: "A", valueSource: { secretKeyRef: { secret: "projects/acme/secrets/s/versions/2" } } }]', ['A s@2 "A"']],
    ['[{ name: "A", valueSource: { secretKeyRef: { secret: "a-" + stack } } }]', ['A a-pulumi.getStack()?@latest "A"']],
    [
      'Object.entries({ A: "1", B_C: "2" }).map(([name, value]) => ({ name, value }))',
      ['A value "A"', 'B_C value "B_C"'],
    ],
    ['["A", "B"].map((name) => ({ name, value: stack }))', ['A value "A"', 'B value "B"']],
    [
      '[...(stack === "prod" ? [{ name: "A", value: "1" }] : []), { name: "B", value: "" }]',
      ['A value maybe "A"', 'B value "B"'],
    ],
  ])('reads %s', async (envs, expected) => {
    const found = await bindingsOf({ 'infra/index.ts': SERVICE(envs) });
    expect(found).toEqual(expected.map((one) => `infra/index.ts#api ${one}`));
  });

  it.each([
    ['pulumi.output(stack).apply((one) => [])', 'dynamic-list'],
    ['[{ name: stack, value: "1" }]', 'dynamic-name'],
    ['[...others()]', 'dynamic-list'],
  ])('says what it does not know of %s', async (envs, reason) => {
    const facts = await linkFiles({ 'infra/index.ts': SERVICE(envs) });
    expect(gapsOf(facts).map(([why]) => why)).toContain(reason);
    expect(facts.deployments.map(({ open }) => open)).toEqual([true]);
  });

  it('follows functions and classes of other files, and mounts', async () => {
    const files = {
      'index.ts': `import { Api } from "./api";
new Api("shop", { MODE: "fast" });
`,
      'api.ts': `import * as pulumi from "@pulumi/pulumi";
import { cloudrunv2 } from "@pulumi/gcp";
export class Api extends pulumi.ComponentResource {
  constructor(name: string, env: Record<string, string>) {
    super("acme:Api", name);
    const envs = [];
    for (const [key, value] of Object.entries(env)) envs.push({ name: key, value });
    new cloudrunv2.Job(name, { name: \`\${name}-job\`, template: { template: {
      containers: [{ image: "x", command: ["node", "job.js"], envs, volumeMounts: [{ name: "v", mountPath: "/etc/tls" }] }],
      volumes: [{ name: "v", secret: { secret: "tls", items: [{ path: "cert.pem", version: "latest" }] } }],
    } } }, { parent: this });
  }
}
`,
    };
    expect(await bindingsOf({ ...files, 'index.ts': `import "@pulumi/gcp";\n${files['index.ts']}` })).toEqual([
      'api.ts#shop-job MODE value "MODE"',
      'api.ts#shop-job file /etc/tls/cert.pem tls@latest "cert.pem"',
    ]);
  });

  it('reads Python, where parts of the arguments are classes', async () => {
    const files = {
      '__main__.py': `import pulumi
import pulumi_gcp as gcp

envs = [gcp.cloudrunv2.ServiceTemplateContainerEnvArgs(name="A", value="1")]
for key in ["B", "C"]:
    envs.append({"name": key, "value_source": {"secret_key_ref": {"secret": key.lower(), "version": "latest"}}})
gcp.cloudrunv2.Service(
    "api",
    location="europe-west1",
    template=gcp.cloudrunv2.ServiceTemplateArgs(
        containers=[gcp.cloudrunv2.ServiceTemplateContainerArgs(image="x", envs=envs)],
    ),
    opts=pulumi.ResourceOptions(protect=True),
)
`,
    };
    expect(await bindingsOf(files)).toEqual([
      '__main__.py#api A value "A"',
      '__main__.py#api B b@latest "B"',
      '__main__.py#api C c@latest "C"',
    ]);
  });

  it('reads functions, version 1 of Cloud Run and workloads of Kubernetes', async () => {
    const files = {
      'index.ts': `import * as gcp from "@pulumi/gcp";
import * as k8s from "@pulumi/kubernetes";
new gcp.cloudfunctionsv2.Function("hook", { serviceConfig: {
  environmentVariables: { MODE: "on" },
  secretEnvironmentVariables: [{ key: "KEY", secret: "hook-key", version: "1", projectId: "acme" }],
} });
new gcp.cloudrun.Service("old", { template: { spec: { containers: [{ image: "x", envs: [
  { name: "A", valueFrom: { secretKeyRef: { name: "a", key: "latest" } } },
] }] } } });
new k8s.apps.v1.Deployment("worker", { metadata: { name: "the-worker" }, spec: { template: { spec: { containers: [
  { name: "main", image: "x", env: [{ name: "B", valueFrom: { secretKeyRef: { name: "b", key: "token" } } }] },
  { name: "side", image: "y", envFrom: [{ configMapRef: { name: "settings" } }] },
] } } } });
`,
    };
    expect(await bindingsOf(files)).toEqual([
      'index.ts#hook MODE value "MODE"',
      'index.ts#hook KEY hook-key@1 "KEY"',
      'index.ts#old A a@latest "A"',
      'index.ts#the-worker/main B b/token@latest "B"',
    ]);
    const { deployments } = await linkFiles(files);
    expect(deployments.map(({ id, workload, open }) => [id, workload, open])).toEqual([
      ['index.ts#hook', 'function', false],
      ['index.ts#old', 'service', false],
      ['index.ts#the-worker/main', 'service', false],
      ['index.ts#the-worker/side', 'service', true],
    ]);
  });

  it('tells of charts, and of nothing else that a program makes', async () => {
    const facts = await linkFiles({
      'index.ts': `import * as k8s from "@pulumi/kubernetes";
import * as gcp from "@pulumi/gcp";
new gcp.storage.Bucket("files", { location: "EU" });
new k8s.helm.v3.Chart("redis", { chart: "redis" });
`,
    });
    expect(facts.deployments).toEqual([]);
    expect(gapsOf(facts)).toEqual([['unread-hand-over', 'helm.v3.Chart']]);
  });

  it('in Go is not read, and said not to be where it gives variables to what it deploys', async () => {
    const program = (module: string, call: string): string =>
      `package main\nimport (\n\t"${module}"\n)\nfunc run(ctx *pulumi.Context) {\n\t${call}\n}\n`;
    const run = 'cloudrun.NewService(ctx, "api", &cloudrun.ServiceArgs{Envs: cloudrun.EnvArray{}})';
    const facts = await linkFiles({
      'infra/main.go': program('github.com/pulumi/pulumi-gcp/sdk/v8/go/gcp/cloudrun', run),
      'infra/k8s.go': program('github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apps/v1', run),
      'infra/store.go': program('github.com/pulumi/pulumi-gcp/sdk/v8/go/gcp/storage', run),
      'other/main.go': program('example.org/cloudrun', run),
    });
    const told = facts.unresolved.filter(({ reason }) => reason === 'unreadable');
    expect(told.map(({ span }) => span?.path)).toEqual(['infra/k8s.go', 'infra/main.go']);
  });
});
