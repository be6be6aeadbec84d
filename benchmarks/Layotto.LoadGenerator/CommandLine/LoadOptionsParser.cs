using System.Globalization;
using Layotto.LoadGenerator.Connections;
using Layotto.LoadGenerator.Http2;

namespace Layotto.LoadGenerator.CommandLine;

/// <summary>Reads the command line; every mistake is collected, so one start reports all of them.</summary>
internal sealed class LoadOptionsParser
{
    private readonly List<string> _errors = [];
    private readonly List<(string Name, string Value)> _headers = [];
    private string? _target;
    private byte[]? _body;
    private LoadOptions _options = new() { Target = LoadTarget.Parse("localhost:1") };

    /// <summary>Sentences that say what is wrong; empty if <see cref="Parse"/> returned options.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public LoadOptions? Parse(IReadOnlyList<string> arguments)
    {
        for (var index = 0; index < arguments.Count; index++)
        {
            var name = arguments[index];
            // --name=value and --name value mean the same.
            var equals = name.StartsWith("--", StringComparison.Ordinal) ? name.IndexOf('=', StringComparison.Ordinal) : -1;
            if (equals > 0)
                Apply(name[..equals], name[(equals + 1)..]);
            else if (index + 1 < arguments.Count)
                Apply(name, arguments[++index]);
            else
                _errors.Add($"The argument '{name}' has no value.");
        }

        var target = ParseTarget();
        _options = _options with { Headers = _headers, Body = _body ?? [] };
        CheckCombinations();
        return _errors.Count == 0 ? _options with { Target = target! } : null;
    }

    private void Apply(string name, string value)
    {
        switch (name)
        {
            case "--target":
                _target = value;
                break;
            case "--protocol":
                _options = _options with { Protocol = Choice(name, value, Protocols) };
                break;
            case "--path":
                _options = _options with { Path = value };
                break;
            case "--method":
                _options = _options with { Method = value.ToUpperInvariant() };
                break;
            case "--header":
                AddHeader(value);
                break;
            case "--body-file" or "--grpc-message-file":
                SetBody(name, ReadFile(name, value));
                break;
            case "--body-size":
                SetBody(name, Filler(Integer(name, value, 0, 64 * 1024 * 1024)));
                break;
            case "--grpc-shape":
                _options = _options with { Shape = Choice(name, value, Shapes) };
                break;
            case "--pings-per-stream":
                _options = _options with { PingsPerStream = Integer(name, value, 1, int.MaxValue) };
                break;
            case "--connections":
                _options = _options with { Connections = Integer(name, value, 1, 20_000) };
                break;
            case "--streams":
                _options = _options with { Streams = Integer(name, value, 1, 10_000) };
                break;
            case "--threads":
                _options = _options with { Threads = Integer(name, value, 1, 64) };
                break;
            case "--rate":
                _options = _options with { Rate = Number(name, value, 0.001, 10_000_000) };
                break;
            case "--duration":
                _options = _options with { Duration = Seconds(name, value, 0.001) };
                break;
            case "--warmup":
                _options = _options with { WarmUp = Seconds(name, value, 0) };
                break;
            case "--timeout":
                _options = _options with { Timeout = Seconds(name, value, 0.001) };
                break;
            case "--expect-status":
                _options = _options with { ExpectedStatus = Integer(name, value, 100, 599) };
                break;
            case "--expect-grpc-status":
                _options = _options with { ExpectedGrpcStatus = Integer(name, value, 0, int.MaxValue) };
                break;
            case "--expect-length":
                _options = _options with { ExpectedLength = Integer(name, value, 0, int.MaxValue) };
                break;
            case "--json":
                _options = _options with { JsonPath = value };
                break;
            default:
                _errors.Add($"There is no argument '{name}'; --help lists them.");
                break;
        }
    }

    private static Dictionary<string, LoadProtocol> Protocols { get; } = new(StringComparer.Ordinal)
    {
        ["http1"] = LoadProtocol.Http1,
        ["h2c"] = LoadProtocol.H2c,
        ["grpc"] = LoadProtocol.Grpc,
    };

    private static Dictionary<string, CallShape> Shapes { get; } = new(StringComparer.Ordinal)
    {
        ["unary"] = CallShape.Unary,
        ["server-stream"] = CallShape.ServerStream,
        ["ping-pong"] = CallShape.PingPong,
    };

    private LoadTarget? ParseTarget()
    {
        if (_target is null)
        {
            _errors.Add("The argument --target is missing; write --target host:port or --target unix:/path.");
            return null;
        }

        try
        {
            return LoadTarget.Parse(_target);
        }
        catch (FormatException exception)
        {
            _errors.Add(exception.Message);
            return null;
        }
    }

    private void CheckCombinations()
    {
        if (_options is { Protocol: LoadProtocol.Http1, Streams: > 1 })
            _errors.Add("--streams is for h2c and grpc: an HTTP/1.1 connection carries one request at a time; use --connections.");
        if (_options.Protocol != LoadProtocol.Grpc && _options.Shape != CallShape.Unary)
            _errors.Add("--grpc-shape needs --protocol grpc.");
        if (_options is { Shape: CallShape.PingPong, IsOpenLoop: true })
            _errors.Add("--grpc-shape ping-pong is a closed loop by its nature and cannot have a --rate.");
        if (_options.Threads > _options.Connections)
            _errors.Add($"--threads {_options.Threads} is more than --connections {_options.Connections}: a thread needs one of its own.");
    }

    private void AddHeader(string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            _errors.Add($"The header '{value}' has no name; write --header 'name: value'.");
        else
            _headers.Add((value[..colon].Trim(), value[(colon + 1)..].Trim()));
    }

    private void SetBody(string name, byte[] body)
    {
        if (_body is not null)
            _errors.Add($"{name} gives the request a second body; use one of --body-file, --body-size and --grpc-message-file.");
        _body = body;
    }

    private byte[] ReadFile(string name, string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _errors.Add($"{name} cannot be read: {exception.Message}");
            return [];
        }
    }

    // Letters rather than zeros, so that nothing on the way can compress or mistake it.
    private static byte[] Filler(int size)
    {
        var bytes = new byte[size];
        for (var index = 0; index < size; index++)
            bytes[index] = (byte)('a' + (index % 26));
        return bytes;
    }

    private T Choice<T>(string name, string value, Dictionary<string, T> choices)
    {
        if (choices.TryGetValue(value, out var choice))
            return choice;
        _errors.Add($"{name} '{value}' is none of {string.Join(", ", choices.Keys)}.");
        return choices.Values.First();
    }

    private int Integer(string name, string value, int lowest, int highest)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest)
            return number;
        _errors.Add($"{name} '{value}' is no whole number from {lowest} to {highest}.");
        return lowest;
    }

    private double Number(string name, string value, double lowest, double highest)
    {
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= lowest && number <= highest)
        {
            return number;
        }

        _errors.Add(FormattableString.Invariant($"{name} '{value}' is no number from {lowest} to {highest}."));
        return lowest;
    }

    private TimeSpan Seconds(string name, string value, double lowest) =>
        TimeSpan.FromSeconds(Number(name, value.EndsWith('s') ? value[..^1] : value, lowest, 86_400));
}
