namespace Layotto.Benchmarks.Processes;

/// <summary>Looks for installed programs along PATH.</summary>
internal static class ProgramSearch
{
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Append("/usr/sbin")
            .Where(directory => directory.Length > 0)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);
}
