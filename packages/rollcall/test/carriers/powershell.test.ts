// biome-ignore-all lint/suspicious/noTemplateCurlyInString: PowerShell holds such places
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePowerShell, type PowerShellInput } from '../../src/carriers/powershell/index.ts';
import { gcloudLines, showText, textOfCommand, wrongSpans } from './facts.ts';

function read(lines: readonly string[], more: Partial<PowerShellInput> = {}) {
  const text = lines.join('\n');
  const facts = evaluatePowerShell({ path: 'x.ps1', script: text, ...more });
  expect(wrongSpans(facts.commands, 'x.ps1', text)).toEqual([]);
  return { ...facts, text, lines: gcloudLines(facts.commands) };
}

describe('a PowerShell script', () => {
  it('gives the words of a command over continued lines, with their places', () => {
    const { lines, commands, text } = read([
      'param([string]$ServiceName = "api", [Parameter(Mandatory=$true)][string]$Project, $Region = "eu")',
      '# gcloud run deploy comment',
      '<# gcloud run deploy block #>',
      '& gcloud run deploy $ServiceName `',
      '  --image "gcr.io/$Project/x:$($env:TAG)" `',
      '  --set-env-vars=A=1,B=2 --set-secrets="K=k:latest,L=${ServiceName}-l:1" `',
      "  --format='value(status.url)' 2>&1 | Out-Host",
      'Write-Host "gcloud run deploy printed"',
    ]);
    expect(lines).toEqual([
      'gcloud run deploy api --image gcr.io/«$Project»/x:«$env:TAG» --set-env-vars=A=1,B=2 --set-secrets=K=k:latest,L=api-l:1 --format=value(status.url)',
    ]);
    const [command] = commands;
    expect(command && textOfCommand(command, text)).toMatch(/^& gcloud run deploy[\s\S]*2>&1$/);
  });

  it('knows lists, maps, joins, loops and here-strings', () => {
    expect(
      read([
        '$vars = @(',
        '  "A=1"',
        '  \'B=2\', "C=$env:C"',
        ') -join ","',
        '$list = @("x") + "y"',
        '$list += "z"',
        '$map = [ordered]@{ ONE = "one"; "TWO" = "two-$($list[0])" }',
        '$map["THREE"] = "3"',
        '$pairs = ($map.GetEnumerator() | ForEach-Object { "$($_.Key)=$($_.Value)" }) -join ","',
        '$secrets = foreach ($n in $list) { "$($n.ToUpper())_KEY=$n-key:latest" }',
        '$text = @"',
        'a "$($list.Count)"',
        '"@',
        '$all = [System.Collections.Generic.List[string]]::new()',
        '$all.Add("--quiet")',
        '$flags = @("--region", "eu") + $all',
        'gcloud run deploy svc "--set-env-vars=$vars" "--update-env-vars=$pairs" "--set-secrets=$($secrets -join \',\')" @flags $text',
        '$out = gcloud run services update ("{0}-{1}" -f "a", $list[1])',
      ]).lines,
    ).toEqual([
      'gcloud run deploy svc --set-env-vars=A=1,B=2,C=«$env:C» --update-env-vars=ONE=one,TWO=two-x,THREE=3 --set-secrets=X_KEY=x-key:latest,Y_KEY=y-key:latest,Z_KEY=z-key:latest --region eu --quiet a "3"',
      'gcloud run services update a-y',
    ]);
  });

  it('goes each way where a comparison is left to run time, and none for what only prints', () => {
    const { lines, gaps } = read([
      'param($Environment)',
      ...Array.from({ length: 40 }, (_, i) => `if (-not (Test-Path "f${i}")) { Write-Error "no"; exit 1 }`),
      'if ($Environment -eq "prod") { $s = "live" } elseif ($Environment -eq "dev") { $s = "dev" } else { $s = "other" }',
      'gcloud run deploy "$s-$Environment"',
      'if ($LASTEXITCODE -ne 0) { throw "failed" }',
      'switch ($Environment) { "prod" { gcloud run services update prod } default { gcloud run services update rest } }',
    ]);
    expect(gaps).toEqual([]);
    expect(lines).toEqual([
      'gcloud run deploy live-prod  # $Environment=prod',
      'gcloud run services update prod  # $Environment=prod',
      'gcloud run deploy dev-dev  # $Environment=dev',
      'gcloud run services update rest',
      'gcloud run deploy other-«$Environment»',
    ]);
  });

  it('calls functions, evaluates text, starts processes, and hands over', () => {
    const { lines, handOvers } = read([
      'function Deploy-It { param([string]$Name, [string]$Tag = "v1", [switch]$Dry)',
      '  gcloud run deploy $Name --tag $Tag',
      '}',
      'Deploy-It -Name one',
      'Deploy-It two -Tag v2',
      '$given = @{ Name = "three"; Tag = "v3" }',
      'Deploy-It @given',
      '$cmd = "gcloud run deploy four --set-env-vars=A=1"',
      'Invoke-Expression $cmd',
      'Start-Process -FilePath gcloud -ArgumentList @("run", "deploy", "five") -Wait',
      'Start-Process gcloud "run deploy six"',
      'cmd /c "gcloud run deploy seven"',
      '.\\scripts\\other.ps1 -Service eight',
      '& "$PSScriptRoot\\build.sh" nine',
      'npm run deploy',
      'function Never-Called($x) { gcloud run services update $x }',
    ]);
    expect(lines).toEqual([
      'gcloud run deploy one --tag v1',
      'gcloud run deploy two --tag v2',
      'gcloud run deploy three --tag v3',
      'gcloud run deploy four --set-env-vars=A=1',
      'gcloud run deploy five',
      'gcloud run deploy six',
      'gcloud run deploy seven',
      'gcloud run services update «$x»',
    ]);
    expect(handOvers.map(({ to, runner }) => [to, runner])).toEqual([
      ['scripts/other.ps1', undefined],
      ['build.sh', undefined],
      [null, 'npm'],
    ]);
  });

  it('keeps the files that it writes, for the commands that name them', () => {
    const { commands } = read([
      '$file = ".env.run.yaml"',
      '$body = @"',
      'A: "$($env:A)"',
      'B: "b"',
      '"@',
      '$body | Out-File -FilePath $file -Encoding utf8',
      'gcloud 1 $file',
      'Set-Content b.yaml "A: a"; Add-Content -Path b.yaml -Value "B: b", "C: c"; gcloud 2 --f=b.yaml',
      '[System.IO.File]::WriteAllText((Join-Path $env:TEMP "c.yaml"), "A: a`n"); gcloud 3 "$env:TEMP\\c.yaml"',
      '"A: a" > d.yaml; echo x > out.txt; "B: b" >> d.yaml; gcloud 4 d.yaml',
      '$e = New-TemporaryFile; $f = New-TemporaryFile; "A: a" | Set-Content $e; "B: b" | Set-Content $f; gcloud 5 $f',
      '@{ A = "a`"b"; B = $env:B; C = $true } | ConvertTo-Json | Out-File g.json; gcloud 6 g.json',
      'Get-Content b.yaml | ForEach-Object { "X$_" } | Set-Content h.yaml; gcloud 7 h.yaml',
      'gcloud 8 other.yaml',
    ]);
    const files = commands.map(({ files }) =>
      Object.entries(files ?? {}).map(([path, text]) => [path, showText(text)]),
    );
    expect(files).toEqual([
      [['.env.run.yaml', 'A: "«$env:A»"\nB: "b"\n']],
      [['b.yaml', 'A: a\nB: b\nC: c\n']],
      [['/«$env:TEMP»/c.yaml', 'A: a\n\n']],
      [['d.yaml', 'A: a\nB: b\n']],
      [[expect.stringMatching(/^\/«New-TemporaryFile \d+»$/), 'B: b\n']],
      [['g.json', '{"A": "a\\"b", "B": "«$env:B»", "C": true}\n']],
      [['h.yaml', 'XA: a\nXB: b\nXC: c\n']],
      [],
    ]);
  });

  it('takes what a call gives', () => {
    const word = (text: string) => ({ text: [{ kind: 'text' as const, text, range: null, exact: false }] });
    const lines = [
      'param($A = "a", $B, [switch]$C)',
      'if ($C) { gcloud run deploy "$A-$B" } else { gcloud run deploy no }',
    ];
    expect(read(lines, { words: ['x', '-B', 'y', '-C'].map(word) }).lines).toEqual(['gcloud run deploy x-y']);
    expect(read(lines, { words: [] }).lines).toEqual(['gcloud run deploy no']);
  });

  it('is hostile: what does not parse costs its line, and what nests costs nothing', () => {
    const { lines, gaps } = read(['$x = @(', '}} ) {{', 'gcloud run deploy after', '$y = "never closed']);
    expect(lines).toEqual(['gcloud run deploy after']);
    expect(gaps.map(({ reason }) => reason)).toContain('syntax-error');
    expect(read([`${'('.repeat(5000)}gcloud`]).lines).toEqual([]);
    expect(read(['function f { f }', 'f', 'gcloud run deploy x']).lines).toEqual(['gcloud run deploy x']);
    expect(
      read(['$s = "gcloud run deploy y"', 'while ($true) { $s = $s + $s }', 'Invoke-Expression $null']).gaps,
    ).toEqual([]);
    expect(read(['$__proto__ = "p"; $constructor = "c"', 'gcloud $__proto__ $constructor $toString']).lines).toEqual([
      'gcloud p c «$toString»',
    ]);
  });

  it('any text is evaluated, and every exact piece is the text at its range', () => {
    const fragment = fc.constantFrom(
      'gcloud',
      '$x',
      '$x =',
      '"',
      "'",
      '@"\n',
      '\n"@',
      '@(',
      '@{',
      ')',
      '}',
      '{',
      '(',
      '$(',
      '`\n',
      '`',
      ';',
      '|',
      ',',
      '-join',
      '-eq',
      '+=',
      'if',
      'else',
      'elseif',
      'foreach',
      'in',
      'switch',
      'function f',
      'param(',
      'return',
      'try {',
      'catch',
      '[string]',
      '::',
      '.Add(',
      '@x',
      '--set=A=b',
      '#',
      '<#',
      '#>',
      '\n',
      '\r\n',
      '--%',
      '2>&1',
      '\0',
      '\ud800',
      '😀',
      '$env:A',
      '${a b}',
      'Invoke-Expression',
      '% {',
      '..',
    );
    const script = fc
      .array(fc.oneof(fragment, fc.string({ maxLength: 5 })), { maxLength: 40 })
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.oneof(script, fc.string({ unit: 'binary', maxLength: 100 })), (text) => {
        const { commands } = evaluatePowerShell({ path: 'x.ps1', script: text });
        expect(wrongSpans(commands, 'x.ps1', text)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
