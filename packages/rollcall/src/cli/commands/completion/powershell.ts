import { type CompletedCommand, takingNames } from './table.ts';

/** A native completer. https://learn.microsoft.com/powershell/module/microsoft.powershell.core/register-argumentcompleter */
export function powershellScript(commands: readonly CompletedCommand[]): string {
  const names = commands.flatMap(({ name }) => (name === '' ? [] : [name]));
  return `Register-ArgumentCompleter -Native -CommandName rollcall -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $taking = ${list(takingNames(commands))}
  $flags = @{
${commands.map(({ name, options }) => `    '${name}' = ${list(options.flatMap((option) => option.names))}`).join('\n')}
  }
  $words = @{
${commands.map(({ name, values }) => `    '${name}' = ${list(name === '' ? names : values)}`).join('\n')}
  }
  $values = @{
${commands.flatMap(valueEntries).join('\n')}
  }
  $before = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $command = ''
  $skip = $false
  foreach ($word in $before) {
    if ($skip) { $skip = $false }
    elseif ($taking -ccontains $word) { $skip = $true }
    elseif (-not $word.StartsWith('-')) { $command = $word; break }
  }
  $last = if ($before.Count -gt 0) { $before[-1] } else { '' }
  $found = if ($values.ContainsKey("$command $last")) { $values["$command $last"] }
    elseif ($taking -ccontains $last) { @() }
    elseif ($wordToComplete.StartsWith('-')) { $flags[$command] }
    else { $words[$command] }
  $found | Where-Object { $_ -and $_.StartsWith($wordToComplete, [System.StringComparison]::Ordinal) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function valueEntries({ name, options }: CompletedCommand): string[] {
  return options.flatMap(({ names, values }) =>
    values.length === 0 ? [] : names.map((option) => `    '${name} ${option}' = ${list(values)}`),
  );
}

function list(words: readonly string[]): string {
  return `@(${words.map((word) => `'${word}'`).join(', ')})`;
}
