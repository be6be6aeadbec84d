using System.Globalization;

namespace Layotto.Interop.Client;

/// <summary>The arguments of the interoperability client, named as in the other languages.</summary>
internal sealed record InteropArguments(string Host, int Port, string TestCase, bool ServerSeesCompression)
{
    public static bool TryParse(string[] args, out InteropArguments arguments, out string problem)
    {
        arguments = new InteropArguments("127.0.0.1", 0, "all", ServerSeesCompression: true);
        problem = "";
        foreach (var argument in args)
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (argument, "") : (argument[..equals], argument[(equals + 1)..]);
            switch (name)
            {
                case "--server_host":
                    arguments = arguments with { Host = value };
                    break;
                case "--server_port" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port):
                    arguments = arguments with { Port = port };
                    break;
                case "--test_case" when value == "all" || InteropCases.Names.Contains(value):
                    arguments = arguments with { TestCase = value };
                    break;
                case "--no_compression_probe":
                    arguments = arguments with { ServerSeesCompression = false };
                    break;
                default:
                    problem = $"Argument '{argument}' is not understood; known are --server_host=, --server_port=, --no_compression_probe, "
                        + $"and --test_case= with all or one of {string.Join(", ", InteropCases.Names)}.";
                    return false;
            }
        }

        if (arguments.Port == 0)
            problem = "Argument --server_port=NUMBER is missing.";
        return problem.Length == 0;
    }
}
