using System.CommandLine;
using System.CommandLine.Parsing;
using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Conformance.Sockets;
using Layotto.Dapr.Resources;
using Layotto.Dapr.Resources.Loading;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary>What <c>layotto conformance</c> is told.</summary>
internal sealed class ConformanceArguments
{
    private readonly Argument<string> _kind = new("KIND");
    private readonly Option<string> _socket = new("--socket") { Required = true };
    private readonly Option<string[]> _metadata = Pairs("--metadata");
    private readonly Option<string?> _componentFile = new("--component-file");
    private readonly Option<string[]> _second = Pairs("--second");
    private readonly Option<string[]> _expected = Pairs("--expect");
    private readonly Option<string[]> _headers = Pairs("--header");
    private readonly Option<string?> _command = new("--command");
    private readonly Option<bool> _isDurable = new("--durable");
    private readonly Option<string[]> _abilities = Words("--ability");
    private readonly Option<string[]> _without = Words("--without");
    private readonly Option<string> _badETag = new("--bad-etag") { DefaultValueFactory = static _ => "bad-etag" };
    private readonly Option<string> _nameKey = new("--name-key") { DefaultValueFactory = static _ => "key" };
    private readonly Option<string?> _write = new("--write");
    private readonly Option<string?> _trigger = new("--trigger");
    private readonly Option<string> _case = new("--case") { DefaultValueFactory = static _ => "" };
    private readonly Option<string> _timeout = new("--timeout") { DefaultValueFactory = static _ => "30s" };
    private readonly Option<string> _format = OutputFormat.CreateOption();
    private readonly Option<bool> _json = new("--json");

    public ConformanceArguments()
    {
        _kind.Validators.Add(MisspeltFlag.Reject);
        _kind.CompletionSources.Add(static _ => SocketConformance.Kinds.Select(kind => new System.CommandLine.Completions.CompletionItem(kind.Category)));
    }

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_kind);
        Option[] options =
        [
            _socket, _metadata, _componentFile, _second, _expected, _headers, _command, _isDurable, _abilities, _without,
            _badETag, _nameKey, _trigger, _write, _case, _timeout, _format, _json,
        ];
        foreach (var option in options)
            command.Add(option);
    }

    /// <summary>Whether JSON was asked for.</summary>
    public bool IsJson(ParseResult result) => result.GetValue(_json) || OutputFormat.IsJson(result, _format);

    /// <summary>Reads them.</summary>
    /// <returns>The options; null, and a sentence that says what is wrong, where they can't be used.</returns>
    public (SocketConformanceOptions? Options, string Problem) Read(ParseResult result)
    {
        var category = result.GetValue(_kind) ?? "";
        if (ComponentKind.All.FirstOrDefault(kind => kind.Category == category) is not { } kind)
            return (null, $"There is no kind \"{category}\"; those that can be tested are {string.Join(", ", SocketConformance.Kinds.Select(known => known.Category))}.");
        if (!GoDuration.TryParseOrSeconds(result.GetValue(_timeout), out var timeout) || timeout <= TimeSpan.Zero)
            return (null, $"--timeout is \"{result.GetValue(_timeout)}\"; it must be a duration such as 30s or 2m.");
        var (metadata, problem) = ReadMetadata(result);
        if (metadata is null)
            return (null, problem);
        return (
            new SocketConformanceOptions
            {
                Kind = kind,
                Socket = result.GetValue(_socket) ?? "",
                Metadata = metadata,
                SecondMetadata = result.GetValue(_second) is { Length: > 0 } second ? ToDictionary(second) : null,
                Expected = ToDictionary(result.GetValue(_expected)),
                Headers = ToDictionary(result.GetValue(_headers)),
                Command = result.GetValue(_command),
                IsDurable = result.GetValue(_isDurable),
                Abilities = (result.GetValue(_abilities) ?? []).ToHashSet(StringComparer.Ordinal),
                Without = (result.GetValue(_without) ?? []).ToHashSet(StringComparer.Ordinal),
                BadETag = result.GetValue(_badETag) ?? "",
                NameKey = result.GetValue(_nameKey) ?? "",
                Trigger = result.GetValue(_trigger),
                WriteConfigurationAsync = result.GetValue(_write) is { } write ? (items, token) => ConfigurationWriter.WriteAsync(write, items, token) : null,
                Case = result.GetValue(_case) ?? "",
                CaseTimeout = timeout,
            },
            "");
    }

    // What stands on the command line takes the place of what stands in the file.
    private (Dictionary<string, string>? Metadata, string Problem) ReadMetadata(ParseResult result)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (result.GetValue(_componentFile) is { } path)
        {
            if (!File.Exists(path))
                return (null, $"There is no component file {path}.");
            var loaded = ComponentFile.Read(path);
            if (loaded.Problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error) is { } error)
                return (null, error.ToString());
            if (loaded.Resources.Components is not [var component])
                return (null, $"The file {path} has {loaded.Resources.Components.Count} components; it must have one.");
            foreach (var item in component.Metadata)
            {
                if (item.SecretKeyRef is not null)
                    return (null, $"{item.Source}: {item.Name} refers to a secret, and there is no secret store here; give it as --metadata {item.Name}=VALUE, and leave it out of the file.");
                metadata[item.Name] = item.EnvRef is { } variable ? Environment.GetEnvironmentVariable(variable) ?? "" : item.Value ?? "";
            }
        }

        foreach (var (key, value) in ToDictionary(result.GetValue(_metadata)))
            metadata[key] = value;
        return (metadata, "");
    }

    private static Dictionary<string, string> ToDictionary(string[]? pairs)
    {
        var dictionary = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            dictionary[pair[..equals]] = pair[(equals + 1)..];
        }

        return dictionary;
    }

    private static Option<string[]> Words(string name) => new(name) { Arity = ArgumentArity.OneOrMore };

    private static Option<string[]> Pairs(string name)
    {
        var option = Words(name);
        option.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Type == TokenType.Argument && token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"{result.Option.Name} has \"{token.Value}\"; it must be KEY=VALUE.");
        });
        return option;
    }
}
