import { describe, expect, it } from 'vitest';
import { LinkMemory, linkTree } from '../../src/link/link.ts';
import { openMemoryTree } from '../../src/workspace/memory-tree.ts';
import { linkFiles, servicesOf } from './link-files.ts';

const link = (files: Readonly<Record<string, string>>) =>
  linkTree(openMemoryTree(files), { root: '.', contract: null });

const reads = (name: string): string =>
  `package main\n\nimport "os"\n\nfunc main() { println(os.Getenv("${name}")) }\n`;
const library = (name: string): string =>
  `package config\n\nimport "os"\n\nfunc Get() string { return os.Getenv("${name}") }\n`;
const using = (path: string): string => `package main\n\nimport "${path}"\n\nfunc main() { println(config.Get()) }\n`;
const deploy = (service: string, rest = ''): string =>
  `docker build -t gcr.io/p/${service} ${rest} .\ngcloud run deploy ${service} --image gcr.io/p/${service}\n`;

async function namesOf(files: Readonly<Record<string, string>>, service: string): Promise<readonly string[]> {
  const facts = await link(files);
  return [...new Set(facts.reads.filter((read) => read.service === service).map(({ name }) => name))].sort();
}

describe("a Go service's code", () => {
  const modules = {
    'go.mod': 'module example.com/acme // why\n\ngo 1.22\n',
    'cmd/api/main.go': using('example.com/acme/internal/config'),
    'cmd/worker/main.go': reads('WORKER_KEY'),
    'internal/config/config.go': library('CONFIG_KEY'),
    'internal/config/config_windows.go': library('WINDOWS_KEY'),
    'internal/config/gen.go': reads('GENERATOR_KEY'),
  };

  it('is what the Dockerfile builds, and what that imports', async () => {
    const dockerfile = (one: string): string =>
      `FROM golang:1.22 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /bin/app ./cmd/${one}\nFROM scratch\nCOPY --from=build /bin/app /app\nENTRYPOINT ["/app"]\n`;
    const files = {
      ...modules,
      'build/api.Dockerfile': dockerfile('api'),
      'Dockerfile.worker': dockerfile('worker'),
      'deploy-api.sh': deploy('api', '-f build/api.Dockerfile'),
      'deploy-worker.sh': deploy('worker', '-f Dockerfile.worker'),
    };
    expect(await namesOf(files, 'worker')).toEqual(['WORKER_KEY']);
  });

  it('is the folder below cmd that is called like it', async () => {
    const files = {
      ...modules,
      'deploy.sh': 'gcloud run deploy api --image gcr.io/p/api\ngcloud run deploy worker --image gcr.io/p/worker\n',
    };
    expect(await namesOf(files, 'api')).toEqual(['CONFIG_KEY']);
    expect(await namesOf(files, 'worker')).toEqual(['WORKER_KEY']);
  });

  it('is the only program of the tree', async () => {
    const { 'cmd/worker/main.go': _, 'internal/config/gen.go': __, ...rest } = modules;
    expect(await namesOf({ ...rest, 'deploy.sh': 'gcloud run deploy api --source .\n' }, 'api')).toEqual([
      'CONFIG_KEY',
    ]);
  });

  it('reaches other modules of the same tree', async () => {
    const files = {
      'api/go.mod': 'module example.com/api\n',
      'api/main.go': using('example.com/shared/v2/config'),
      'shared/go.mod': 'module (\n\texample.com/shared/v2\n)\n',
      'shared/config/config.go': library('SHARED_KEY'),
      'deploy.sh': 'gcloud run deploy api --source api\n',
    };
    expect(await namesOf(files, 'api')).toEqual(['SHARED_KEY']);
  });

  it('is that of its own module where several have one path', async () => {
    const files = {
      ...modules,
      'cmd/worker/main.go': using('example.com/acme/internal/config'),
      'copy/go.mod': 'module example.com/acme\n',
      'copy/cmd/old/main.go': using('example.com/acme/internal/config'),
      'copy/internal/config/config.go': library('OLD_KEY'),
      'a-site/go.mod': 'module example.com/acme\n',
      'deploy.sh': 'gcloud run deploy worker --image gcr.io/p/worker\ngcloud run deploy old --image gcr.io/p/old\n',
    };
    expect(await namesOf(files, 'worker')).toEqual(['CONFIG_KEY']);
    expect(await namesOf(files, 'old')).toEqual(['OLD_KEY']);
  });

  it('is read without a go.mod too, by how the paths end', async () => {
    const files = {
      'api/main.go': using('github.com/acme/repo/api/config'),
      'api/config/config.go': library('OLD_KEY'),
      'deploy.sh': 'gcloud run deploy api --source api\n',
    };
    expect(await namesOf(files, 'api')).toEqual(['OLD_KEY']);
  });

  it('holds a place for each name, where the tag says it', async () => {
    const files = {
      'api/main.go':
        'package main\n\nimport "github.com/caarlos0/env/v11"\n\ntype c struct {\n\tKey string `env:"API_KEY,required"`\n}\n\nfunc main() {\n\tif err := env.Parse(&c{}); err != nil {\n\t\tpanic(err)\n\t}\n}\n',
      'deploy.sh': 'gcloud run deploy api --source api\n',
    };
    const facts = await link(files);
    const [read] = facts.reads;
    expect(read && files['api/main.go'].slice(read.range.start, read.range.end)).toBe('API_KEY');
    expect(read?.refusal && files['api/main.go'].slice(read.refusal.start, read.refusal.end)).toBe('panic(err)');
    expect(read).toMatchObject({ level: 'required', language: 'go', when: 'start' });
  });

  it('deploys too, by the commands that it starts', async () => {
    const facts = await link({
      'deploy/main.go':
        'package main\n\nimport "os/exec"\n\nfunc deploy(name string) {\n\targs := []string{"run", "deploy", name, "--image", "x"}\n\targs = append(args, "--set-secrets=API_KEY=api-key:1")\n\texec.Command("gcloud", args...).Run()\n}\n\nfunc main() {\n\tfor _, name := range []string{"api", "web"} {\n\t\tdeploy(name)\n\t}\n}\n',
    });
    expect(facts.deployments.map(({ service, bindings }) => [service, bindings.map(({ name }) => name)])).toEqual([
      ['api', ['API_KEY']],
      ['web', ['API_KEY']],
    ]);
  });

  it('of any shape ends: types that hold themselves, imports in a circle', async () => {
    const files = {
      'api/go.mod': 'module example.com/api\n',
      'api/main.go':
        'package main\n\nimport "example.com/api/b"\n\ntype A struct { B }\ntype B struct { A; C A }\n\nfunc main() { var a A; a.f(); b.Do() }\nfunc (a A) f() { a.f() }\n',
      'api/b/b.go': 'package b\n\nimport "example.com/api/c"\n\nvar X = c.Y\n\nfunc Do() { c.Do() }\n',
      'api/c/c.go':
        'package c\n\nimport (\n\t"os"\n\n\t"example.com/api/b"\n)\n\nvar Y = b.X\n\nfunc Do() { println(os.Getenv("LOOP_KEY")); b.Do() }\n',
      'api/__proto__.go': 'package main\n\nvar __proto__ = "a"\n',
      'deploy.sh': 'gcloud run deploy api --source api\n',
    };
    expect(await namesOf(files, 'api')).toEqual(['LOOP_KEY']);
  });
});

describe('a Go tree after others', () => {
  const base = {
    'deploy.sh': 'gcloud run deploy api --source api\n',
    'api/go.mod': 'module example.com/api\n',
    'api/main.go':
      'package main\n\nimport (\n\t"log"\n\n\t"example.com/api/config"\n)\n\nfunc main() {\n\tif err := config.Load(); err != nil {\n\t\tlog.Fatal(err)\n\t}\n}\n',
    'api/config/load.go':
      'package config\n\nimport "os"\n\nfunc Load() error {\n\tkey := os.Getenv(keyName)\n\treturn check(key)\n}\n',
    'api/config/names.go': 'package config\n\nconst keyName = "FIRST_KEY"\n',
    'api/config/check.go': 'package config\n\nfunc check(v string) error { return nil }\n',
  };
  const refusing =
    'package config\n\nimport "errors"\n\nfunc check(v string) error {\n\tif v == "" {\n\t\treturn errors.New("key")\n\t}\n\treturn nil\n}\n';
  const { 'api/config/names.go': _, ...nameless } = base;
  const trees: readonly Readonly<Record<string, string>>[] = [
    base,
    { ...base, 'api/config/check.go': refusing },
    {
      ...base,
      'api/config/names.go': 'package config\n\nconst keyName = "SECOND_KEY"\n',
      'api/config/check.go': refusing,
    },
    { ...nameless, 'api/config/check.go': refusing },
    {
      ...nameless,
      'api/config/check.go': refusing,
      'api/config/later.go': 'package config\n\nvar keyName = "THIRD_KEY"\n',
    },
    { ...base, 'api/config/names.go': 'package other\n\nconst keyName = "FIRST_KEY"\n' },
    { ...base, 'api/go.mod': 'module example.com/renamed\n' },
    base,
  ];

  it('is read as if it were the first', async () => {
    const memory = new LinkMemory();
    const options = { root: '.', contract: null };
    const seen: string[] = [];
    for (const files of trees) {
      const after = await linkTree(openMemoryTree(files), options, memory);
      const alone = await linkTree(openMemoryTree(files), options);
      expect(after.reads).toEqual(alone.reads);
      expect(after.unresolved).toEqual(alone.unresolved);
      seen.push(after.reads.map(({ name, level }) => `${name} ${level}`).join());
    }
    expect(seen).toEqual([
      'FIRST_KEY optional',
      'FIRST_KEY required',
      'SECOND_KEY required',
      '',
      'THIRD_KEY required',
      '',
      '',
      'FIRST_KEY optional',
    ]);
  });
});

describe('functions of one Go package', () => {
  const files = {
    'go.mod': 'module example.com/shop\n',
    'scripts/deploy.sh':
      'gcloud functions deploy order --entry-point order\ngcloud functions deploy Bill\ngcloud run deploy mail --source . --function=Mail\n',
    'function.go': `package shop

import (
	"os"

	"example.com/shop/internal/orders"
	bank "example.com/shop/third_party/bank"
	"github.com/GoogleCloudPlatform/functions-framework-go/functions"
)

func init() {
	println(os.Getenv("INIT_KEY"))
	functions.HTTP("order", handleOrder)
	functions.HTTP("Bill", orders.Bill)
	functions.CloudEvent("Mail", mail)
}

func handleOrder() { orders.Take() }

func mail() { bank.Tell(os.Getenv("MAIL_KEY")) }
`,
    'internal/orders/orders.go': `package orders

import "os"

type store struct{}

type keeper interface{ keep() }

func (s *store) keep() { println(os.Getenv("STORE_KEY")) }

var lazy = func() string { return os.Getenv("LAZY_KEY") }

func newKeeper() keeper { return &store{} }

func Take() { newKeeper().keep() }

func Bill() { println(lazy()) }

func unused() { println(os.Getenv("UNUSED_KEY")) }
`,
    'third_party/bank/bank.go':
      'package bank\n\nimport "os"\n\nfunc Tell(x string) { println(os.Getenv("BANK_KEY")) }\n',
    'third_party/github.com/x/y.go': 'package y\n\nimport "os"\n\nvar K = os.Getenv("FOREIGN_KEY")\n',
    'cmd/main.go': 'package main\n\nimport "os"\n\nfunc main() { println(os.Getenv("MAIN_KEY")) }\n',
  };

  it('each read what they come by, and what is run when the package is loaded', async () => {
    const facts = await linkFiles(files);
    expect(servicesOf(facts)).toEqual([
      ['order', [''], 'function.go'],
      ['Bill', [''], 'function.go'],
      ['mail', [''], 'function.go'],
    ]);
    const names = (service: string): readonly string[] =>
      facts.reads
        .filter((read) => read.service === service)
        .map(({ name }) => name)
        .sort();
    expect(names('order')).toEqual(['INIT_KEY', 'STORE_KEY']);
    expect(names('Bill')).toEqual(['INIT_KEY', 'LAZY_KEY']);
    expect(names('mail')).toEqual(['BANK_KEY', 'INIT_KEY', 'MAIL_KEY']);
  });
});
