// The scripts that a shell loads for completion: each passes the words typed so far to `muster complete` and
// shows the `name<tab>description` lines that it prints. `:file` and `:folder` are left to the shell. Pure.

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const BASH = `# Completion of muster for bash. Load it from ~/.bashrc: eval "$(muster completion bash)"
_muster() {
  local current="\${COMP_WORDS[COMP_CWORD]}" name says
  COMPREPLY=()
  while IFS=$'\\t' read -r name says; do
    case "$name" in
      '') ;;
      :file) compopt -o filenames; mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current") ;;
      :folder) compopt -o filenames; mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$current") ;;
      *) COMPREPLY+=("$name") ;;
    esac
  done < <(muster complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _muster muster
`;

const ZSH = `#compdef muster
# Completion of muster for zsh. Load it from ~/.zshrc, after compinit: eval "$(muster completion zsh)"
_muster() {
  local -a names
  local line name tab=$'\\t'
  for line in "\${(@f)$(muster complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    name="\${line%%$tab*}"
    case "$name" in
      '') ;;
      :file) _files ;;
      :folder) _files -/ ;;
      *) if [[ "$line" == *$tab* ]]; then names+=("\${name//:/\\\\:}:\${line#*$tab}"); else names+=("\${name//:/\\\\:}"); fi ;;
    esac
  done
  (( \${#names} )) && _describe -V 'muster' names
}
if [[ "\${funcstack[1]-}" == _muster ]]; then _muster "$@"; else compdef _muster muster; fi
`;

const FISH = `# Completion of muster for fish. Load it from ~/.config/fish/config.fish: muster completion fish | source
function __muster_complete
    set -l typed (commandline -ct)
    set -l before (commandline -opc)
    for line in (muster complete -- $before[2..-1] "$typed" 2>/dev/null)
        switch $line
            case ':file'
                __fish_complete_path "$typed"
            case ':folder'
                __fish_complete_directories "$typed" ''
            case '*'
                printf '%s\\n' $line
        end
    end
end
complete -c muster -f -k -a '(__muster_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

export const scriptFor = (shell: Shell): string => SCRIPTS[shell];
