// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of Terraform hold such places
import { beforeAll, describe, expect, it } from 'vitest';
import { loadHclGrammar } from '../../src/formats/terraform/index.ts';
import { asWritten } from '../../src/model/text.ts';
import { extractFrom } from './terraform-files.ts';

beforeAll(loadHclGrammar);

const HEAD = `
variable "unset" {}
variable "on" { default = true }
variable "name" { default = "acme" }
variable "stage" { default = "dev" }
variable "empty" { default = {} }
variable "typed" {
  type    = map(object({ a = string, b = optional(string, "b-default"), c = optional(string) }))
  default = { one = { a = "1" }, two = { a = "2", b = "3", c = "4" } }
}
locals {
  map    = { A = "1", B = "2" }
  list   = ["X", "Y"]
  stages = { dev = { ALL = "1", DEV = "2" }, prod = { ALL = "4", PROD = "3" } }
  nested = { api = { env = { K = "v" }, ports = [1, 2] }, web = {} }
}
resource "google_secret_manager_secret" "many" {
  for_each  = toset(["FIRST_KEY", "SECOND_KEY"])
  secret_id = lower(replace(each.value, "_", "-"))
}
resource "google_secret_manager_secret" "counted" {
  count     = 2
  secret_id = "secret-\${count.index}"
}
resource "google_secret_manager_secret" "one" {
  count     = var.on ? 1 : 0
  secret_id = "only"
}
data "google_secret_manager_secret" "found" {
  secret_id = "found-id"
}
`;

function deploy(expression: string, more = '') {
  const text = `${HEAD}${more}
resource "google_cloud_run_v2_service" "x" {
  name     = "x"
  template {
    containers {
      dynamic "env" {
        for_each = ${expression}
        content {
          name  = env.key
          value = env.value
        }
      }
    }
  }
}`;
  return extractFrom({ 'main.tf': text }).deployments[0]?.fact;
}

/** What a map is found to hold: `?` behind a name that is there on some runs only, `…` for a list that is open. */
function held(expression: string): string {
  const fact = deploy(expression);
  const names = (fact?.bindings ?? []).map(
    ({ name, conditional, value }) => `${name}${conditional ? '?' : ''}=${value ? asWritten(value) : ''}`,
  );
  return [...names, ...(fact?.open ? ['…'] : [])].join(' ');
}

describe('terraform expressions', () => {
  it.each([
    ['local.map', 'A=1 B=2'],
    ['merge(local.map, { B = "3", C = "4" })', 'A=1 B=3 C=4'],
    ['merge({ A = "1" }, null)', 'A=1'],
    ['merge([local.map, { Z = "1" }]...)', 'A=1 B=2 Z=1'],
    ['merge(local.map, var.unset)', 'A=1 B=2 …'],
    ['merge(local.map, var.empty)', 'A=1 B=2 …'],
    ['var.unset ? { A = "1", C = "2" } : { A = "1", D = "3" }', 'A=1 C?=2 D?=3'],
    ['var.on ? { A = "1" } : {}', 'A?=1'],
    ['true ? { A = "1" } : { B = "2" }', 'A=1'],
    ['false ? { A = "1" } : true ? { B = "2" } : { C = "3" }', 'B=2'],
    ['true ? { A = "1" } : false ? { B = "2" } : { C = "3" }', 'A=1'],
    ['var.unset != null ? { A = "1" } : {}', 'A?=1'],
    ['"${var.unset}-x" != "" ? { A = "1" } : {}', 'A=1'],
    ['data.google_secret_manager_secret.found.create_time != null ? { A = "1" } : {}', 'A=1'],
    ['{ for k, v in local.map : lower(k) => "${v}!" if k != "B" }', 'a=1!'],
    ['{ for k, v in local.map : k => v if var.unset == k }', 'A?=1 B?=2'],
    ['{ for s in local.list : "P_${s}" => s }', 'P_X=X P_Y=Y'],
    ['{ for s in toset(concat(local.list, ["X"])) : s => "1" }', 'X=1 Y=1'],
    ['zipmap(local.list, ["1", "2"])', 'X=1 Y=2'],
    ['local.nested.api.env', 'K=v'],
    ['local.nested["api"]["env"]', 'K=v'],
    ['lookup(local.nested.web, "env", {})', ''],
    ['try(local.nested.web.env, { D = "d" })', 'D=d'],
    ['try(local.nested.api.env, { D = "d" })', 'K=v'],
    ['try(var.unset, { D = "d" })', 'D?=d …'],
    ['try([local.nested.web.env][0], { D = "d" })', 'D=d'],
    ['try({ A = local.nested.web.env }, { D = "d" })', 'D=d'],
    ['try(local.nested["none"].env.more, { D = "d" })', 'D=d'],
    ['local.stages[var.unset]', 'ALL=… DEV?=2 PROD?=3'],
    ['local.stages[terraform.workspace]["x"]', '…'],
    ['local.stages[var.stage]', 'ALL=… DEV?=2 PROD?=3'],
    ['merge(local.map, lookup(local.stages, var.unset, {}))', 'A=1 B=2 ALL?=… DEV?=2 PROD?=3'],
    [
      '{ A = { dev = "1", prod = "2" }[var.stage], B = { dev = "1", prod = "2" }[var.unset] }',
      'A=1 B={ dev = "1", prod = "2" }[var.unset]',
    ],
    ['coalesce(null, local.map)', 'A=1 B=2'],
    ['{ for k, v in var.typed : upper(k) => v.b }', 'ONE=b-default TWO=3'],
    ['{ for k, v in var.typed : k => v.c if v.c != null }', 'one?= two?=4'],
    ['toset(keys(local.map))', 'A=A B=B'],
    ['tomap({ A = join("-", values(local.map)) })', 'A=1-2'],
    ['{ A = join("-", split(",", "a,b")), B = format("%s/%d%%", "x", 5), C = title("abc") }', 'A=a-b B=x/5% C=Abc'],
    ['{ A = trimsuffix("a.b", ".b"), B = trimprefix("a.b", "a."), C = substr("abcd", 1, 2) }', 'A=a B=b C=bc'],
    ['{ (local.list[0]) = "1", (element(local.list, 3)) = "2" }', 'X=1 Y=2'],
    ['{ for i, s in local.list : "${s}_${i}" => length(local.list) }', 'X_0=2 Y_1=2'],
    ['jsondecode("{\\"A\\": \\"1\\", \\"B\\": [2]}")', 'A=1 B=…'],
    [
      '{ for k, s in google_secret_manager_secret.many : k => s.secret_id }',
      'FIRST_KEY=first-key SECOND_KEY=second-key',
    ],
    [
      '{ A = google_secret_manager_secret.many["SECOND_KEY"].id, B = google_secret_manager_secret.counted[1].name }',
      'A=second-key B=secret-1',
    ],
    [
      '{ A = google_secret_manager_secret.one[0].secret_id, B = one(google_secret_manager_secret.one[*].secret_id) }',
      'A=only B=only',
    ],
    ['{ A = data.google_secret_manager_secret.found.secret_id }', 'A=found-id'],
    [
      '{ for p in flatten([for k, v in local.nested : [for n, w in lookup(v, "env", {}) : { n = n, w = w }]]) : p.n => p.w }',
      'K=v',
    ],
    ['{ for k, v in { a = "X", b = "X" } : v => k... }', 'X=…'],
    ['contains(local.list, "X") ? { A = "1" } : {}', 'A=1'],
    ['!contains(local.list, "X") || 1 > 2 ? { A = "1" } : {}', ''],
    ['var.unset == "" && false ? { A = "1" } : {}', ''],
    ['setsubtract(local.list, ["X"])', 'Y=Y'],
    ['regexall("(.*)=(.*)", file("x.env"))', '…'],
    ['local.absent', '…'],
    ['{ A = "%{ if var.on }x%{ endif }", B = <<EOT\nlines\nEOT\n}', 'A=… B=lines\n'],
    ['{ A = "a\\tb\\u00e9$${c}" }', 'A=a\tbé${c}'],
    ['{ A = 1 + 2 * 3, B = -1, C = 7 % 4 }', 'A=7 B=-1 C=3'],
  ])('%s', (expression, expected) => {
    expect(held(expression)).toBe(expected);
  });

  it('tells one instance from another by count and for_each', () => {
    const text = `${HEAD}
resource "google_cloud_run_v2_job" "each" {
  for_each = local.map
  name     = "job-\${lower(each.key)}"
  template {
    template {
      containers {
        env {
          name  = "SHARD"
          value = each.value
        }
      }
    }
  }
}
resource "google_cloud_run_v2_job" "open" {
  for_each = var.unset
  name     = each.key
  template {
    template {
      containers {
        dynamic "env" {
          for_each = each.value.env
          content {
            name  = env.key
            value = env.value
          }
        }
      }
    }
  }
}
resource "google_cloud_run_v2_job" "none" {
  count = 0
  name  = "none"
}`;
    const facts = extractFrom({ 'main.tf': text }).deployments.map(({ fact }) => fact);
    expect(facts.map(({ deployedName, open }) => [asWritten(deployedName), open])).toEqual([
      ['job-a', false],
      ['job-b', false],
      ['each.key', true],
    ]);
  });

  it('writes a secret that a default leaves out as the source writes it', () => {
    const text = `
variable "key" { default = null }
resource "google_cloud_run_v2_service" "x" {
  name = "x"
  template {
    containers {
      dynamic "env" {
        for_each = var.key == null ? [] : [var.key]
        content {
          name = "API_KEY"
          value_source {
            secret_key_ref {
              secret  = var.key
              version = "latest"
            }
          }
        }
      }
    }
  }
}`;
    const [binding] = extractFrom({ 'main.tf': text }).deployments[0]?.fact.bindings ?? [];
    expect(binding?.source).toEqual({
      kind: 'secret',
      project: null,
      secret: 'var.key',
      version: 'latest',
      template: true,
    });
    expect(binding?.conditional).toBe(true);
  });
});
