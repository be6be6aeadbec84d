namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary>
/// Scripts that tie completion to shells. Each of them asks the program itself what may come next, through the parser's
/// <c>[suggest:POSITION]</c>, so none of them grows old.
/// </summary>
internal static class CompletionScript
{
    // A word that follows two lone dashes belongs to the app's command. The line is handed over under the program's plain name,
    // whatever path it was called by. Where nothing is suggested, as after --resources-path, bash completes file names.
    private const string Bash = """
        _layotto() {
            local cur=${COMP_WORDS[COMP_CWORD]} line word
            for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                [[ $word == -- ]] && return
            done
            line="layotto ${COMP_WORDS[*]:1:COMP_CWORD-1}"
            [[ $COMP_CWORD -gt 1 ]] && line+=" "
            line+=$cur
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$cur"))
        }
        complete -o default -F _layotto layotto

        """;

    private const string Zsh = """
        #compdef layotto
        _layotto() {
            local line="layotto ${words[2,CURRENT]}"
            if (( ${words[(I)--]} && ${words[(I)--]} < CURRENT )); then
                _files
                return
            fi
            local -a suggestions
            suggestions=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            suggestions=(${suggestions:#})
            if (( $#suggestions )); then
                compadd -- $suggestions
            else
                _files
            fi
        }
        compdef _layotto layotto

        """;

    private const string Fish = """
        function __layotto_complete
            set -l words (commandline --current-process --tokenize --cut-at-cursor)
            contains -- -- $words; and return
            set -l line "layotto "(string join ' ' -- $words[2..] (commandline --current-token --cut-at-cursor))
            $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete --command layotto --arguments '(__layotto_complete)'

        """;

    /// <summary>The script for a shell.</summary>
    /// <param name="shell"><c>bash</c>, <c>zsh</c> or <c>fish</c>.</param>
    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        _ => Fish,
    };
}
