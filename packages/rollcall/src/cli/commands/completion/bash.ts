import { type CompletedCommand, takingNames } from './table.ts';

/**
 * A function for bash's `complete`, from 3.2 on, which macOS has. It runs no process, and where it knows nothing it leaves paths to bash.
 * https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html
 */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const names = commands.flatMap(({ name }) => (name === '' ? [] : [name]));
  return `_rollcall() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command= skip= word i words=
  # bash parts --format=json into three words.
  if [[ $current == '=' ]]; then
    current=
  elif [[ $before == '=' && $COMP_CWORD -gt 1 ]]; then
    before=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $skip ]]; then
      [[ $word == '=' ]] || skip=
      continue
    fi
    case $word in
      ${takingNames(commands).join('|')}) skip=1 ;;
      -*) ;;
      *) command=$word; break ;;
    esac
  done
  COMPREPLY=()
  case "$command $before" in
${commands.flatMap(valueCases).join('\n')}
    ${takingNames(commands)
      .map((name) => `*' ${name}'`)
      .join('|')}) return ;;
    *)
      case "$command" in
${commands.map((command) => wordCase(command, names)).join('\n')}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _rollcall rollcall
`;
}

/** zsh takes bash's function. https://zsh.sourceforge.io/Doc/Release/Completion-System.html#Use-of-compinit, "bashcompinit" */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `autoload -Uz +X bashcompinit && bashcompinit\n${bashScript(commands)}`;
}

function valueCases({ name, options }: CompletedCommand): string[] {
  return options.flatMap(({ names, values }) => {
    if (values.length === 0) return [];
    const pattern = names.map((option) => `'${name} ${option}'`).join('|');
    return [`    ${pattern}) words='${values.join(' ')}' ;;`];
  });
}

function wordCase({ name, options, values }: CompletedCommand, commands: readonly string[]): string {
  const flags = options.flatMap(({ names }) => names).join(' ');
  const others = (name === '' ? commands : values).join(' ');
  return `        '${name}') if [[ $current == -* ]]; then words='${flags}'; else words='${others}'; fi ;;`;
}
