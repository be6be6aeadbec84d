using System.Diagnostics;
using System.Text;
using Layotto.Dapr.Resources.Checking;
using Layotto.Dapr.Resources.Loading;

namespace Layotto.Dapr.Resources.Tests;

public sealed class HostileFileTests : IDisposable
{
    private const string Head = "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec:\n  type: state.redis\n  metadata:\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("layotto-hostile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_bomb_of_aliases_is_refused_at_its_line_without_being_expanded()
    {
        var text = new StringBuilder(Head).Append("  - name: lol\n    value:\n      a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var level = 1; level < 40; level++)
            text.Append($"      a{level}: &a{level} [").AppendJoin(',', Enumerable.Repeat($"*a{level - 1}", 10)).Append("]\n");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var problem = Assert.Single(Load(text.ToString()).Problems);

        Assert.Equal(ProblemSeverity.Error, problem.Severity);
        Assert.InRange(problem.Source.Line, 10, 20);
        Assert.EndsWith("a.yaml", problem.Source.File, StringComparison.Ordinal);
        Assert.Contains("aliases", problem.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void A_bomb_of_merge_keys_is_refused()
    {
        var text = new StringBuilder(Head).Append("  - name: lol\n    value:\n      a0: &a0 {k0: xxxxxxxxxx}\n");
        for (var level = 1; level < 3000; level++)
            text.Append($"      a{level}: &a{level} {{<<: *a{level - 1}, k{level}: xxxxxxxxxx}}\n");

        Assert.Contains(Load(text.ToString()).Problems, problem => problem.Message.Contains("aliases", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    [InlineData("- ", "")]
    [InlineData("? ", "")]
    public void Deep_nesting_is_refused(string open, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, 5000)) + "x" + string.Concat(Enumerable.Repeat(close, 5000));

        Assert.Contains(Load(text).Problems, problem => problem.Severity == ProblemSeverity.Error && problem.Source.Line == 1);
    }

    [Fact]
    public void A_file_beyond_the_limit_isnt_read()
    {
        var result = Load(Head + new string('#', 10 * 1024 * 1024));

        Assert.Contains("larger than 10 MiB", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
        Assert.Empty(result.Resources.Components);
    }

    [Fact]
    public void Documents_beyond_the_limit_arent_read()
    {
        var text = string.Concat(Enumerable.Range(0, 1001).Select(number => $"---\napiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {{name: a{number}}}\nspec: {{type: state.redis}}\n"));

        var result = Load(text);

        Assert.Contains("more than 1000 documents", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
        Assert.Equal(1000, result.Resources.Components.Count);
    }

    [Fact]
    public void Problems_beyond_the_limit_arent_kept()
    {
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(_ => "k: v\n"));

        Assert.Equal(1001, Load(text).Problems.Count);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)':', (byte)'\n', 0xC3, 0x28 }, 2, "no UTF-8")]
    [InlineData(new byte[] { (byte)'a', 0 }, 1, "U+0000")]
    [InlineData(new byte[] { (byte)'\n', (byte)'\n', 0x1B }, 3, "U+001B")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, 1, "no UTF-8")]
    public void Bytes_that_are_no_text_are_refused_at_their_line(byte[] bytes, int line, string message)
    {
        File.WriteAllBytes(Path.Combine(_folder, "a.yaml"), bytes);

        var problem = Assert.Single(Load().Problems);

        Assert.Equal(line, problem.Source.Line);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_and_Windows_line_ends_are_taken()
    {
        var text = "\uFEFF" + (Head + "  - {name: a, value: b}\n---\n" + Head.Replace("Component", "Comp", StringComparison.Ordinal)).ReplaceLineEndings("\r\n");
        File.WriteAllText(Path.Combine(_folder, "a.yaml"), text, new UTF8Encoding(false));

        var result = Load();

        Assert.Equal("b", Assert.Single(result.Resources.Components).Metadata[0].Value);
        Assert.Equal(10, Assert.Single(result.Problems).Source.Line);
    }

    [Fact]
    public void A_folder_that_isnt_there_is_an_error()
    {
        var problem = Assert.Single(new ResourceLoader("a").Load([Path.Combine(_folder, "none")]).Problems);

        Assert.Equal(ProblemSeverity.Error, problem.Severity);
        Assert.EndsWith("none", problem.Source.File, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cant_be_read_is_an_error_and_the_others_are_read()
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "a.yaml"), Path.Combine(_folder, "gone"));
        File.WriteAllText(Path.Combine(_folder, "b.yaml"), Head + "  - {name: a}\n");

        var result = Load();

        Assert.Contains("can't be read", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
        Assert.Single(result.Resources.Components);
    }

    [Fact]
    public void What_stands_in_the_wrong_place_isnt_repeated()
    {
        var result = Load(Head + "  - redisPassword=hunter2\n---\napiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\nmetadata: {name: e}\nspec: {baseUrl: 'http://u:hunter2@h:x', clientTLS: {privateKey: hunter2}}\n");

        Assert.Equal(3, result.Problems.Count);
        Assert.DoesNotContain(result.Problems, problem => problem.ToString().Contains("hunter2", StringComparison.Ordinal));
    }

    // Every case of the golden tests, with bytes changed at random: whatever comes of it, it must be an answer, and soon.
    [Fact]
    public void Files_with_random_changes_always_get_an_answer_in_time()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LAYOTTO_FUZZ_SEED"), out var given) ? given : Random.Shared.Next();
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("LAYOTTO_FUZZ_ROUNDS"), out var count) ? count : 20;
        TestContext.Current.TestOutputHelper!.WriteLine($"LAYOTTO_FUZZ_SEED={seed}");
        var random = new Random(seed);
        var cases = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "cases"), "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(cases);
        var checker = new ResourceChecker(GoldenTests.Catalogue(), _ => null);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var path in cases)
            {
                var bytes = Mutate(InputOf(path), random);
                File.WriteAllBytes(Path.Combine(_folder, "a.yaml"), bytes);
                var watch = Stopwatch.StartNew();
                try
                {
                    checker.Check([_folder]);
                    new ResourceLoader("checkout").Load([_folder]);
                    Configurations.ConfigurationLoader.Load([Path.Combine(_folder, "a.yaml")], _ => null);
                }
                catch (Exception exception)
                {
                    Assert.Fail($"Seed {seed}, round {round}, {path}: {exception}\n{Encoding.UTF8.GetString(bytes)}");
                }

                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"Seed {seed}, round {round}, {path} took {watch.Elapsed}.");
            }
        }
    }

    // The files of a case as the documents of one, without what is expected of them.
    private static byte[] InputOf(string path)
    {
        var text = File.ReadAllText(path);
        var files = text[..text.IndexOf("\n=====\n", StringComparison.Ordinal)].Split('\n').Select(line => line.StartsWith("=== ", StringComparison.Ordinal) ? "---" : line);
        return Encoding.UTF8.GetBytes(string.Join('\n', files));
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        ReadOnlySpan<byte> interesting = "[]{}:,-?&*!|>'\"%@`#<\n\r\t ~.0\\$="u8;
        var mutated = bytes.ToList();
        for (var change = random.Next(1, 8); change > 0 && mutated.Count > 2; change--)
        {
            var place = random.Next(mutated.Count);
            switch (random.Next(5))
            {
                case 0:
                    mutated[place] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated[place] = interesting[random.Next(interesting.Length)];
                    break;
                case 2:
                    mutated.Insert(place, interesting[random.Next(interesting.Length)]);
                    break;
                case 3:
                    mutated.RemoveRange(place, Math.Min(random.Next(1, 30), mutated.Count - place));
                    break;
                default:
                    mutated.InsertRange(random.Next(mutated.Count), mutated.GetRange(place, Math.Min(random.Next(1, 60), mutated.Count - place)));
                    break;
            }
        }

        return [.. mutated];
    }

    private ResourceLoadResult Load(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "a.yaml"), text, new UTF8Encoding(false));
        return Load();
    }

    private ResourceLoadResult Load() => new ResourceLoader("checkout").Load([_folder]);
}
