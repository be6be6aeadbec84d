using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Layotto.Runtime.Expressions;
using Xunit;

namespace Layotto.Fuzz.Tests;

/// <summary>Mutated expressions over mutated events: each is refused with a place, or has a value or an error, in bounded time.</summary>
public sealed class CelFuzzTests(ITestOutputHelper output)
{
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(10);

    private static readonly byte[][] Expressions =
    [
        .. new[]
        {
            "event.type == \"order\" && has(event.data.x) || !(event.data.n > 1 + 2 * 3)",
            "event.data.list.all(x, x > 1.0 && x in [1, 2.5, 3u]) ? event.data.map['k'] : -event.data.n",
            "event.data.list.map(x, x > 0.0, [x, x + x]).filter(l, size(l) == 2).exists_one(l, l[0] == 1)",
            "r'\\d' + '\\u00e4\\x41\\101' == \"\"\"triple\"\"\" && b'\\xff' != bytes(string(1.5e3)) && 0xFFu >= 1u",
            "event.type.matches('^(?P<a>[[:alpha:]]+)\\\\d*$') && event.type.startsWith('o') && type(event) == map",
            "timestamp('2030-01-02T03:04:05.678Z') + duration('1h30m') > timestamp(event.time).getHours('Europe/Berlin')",
            "{'a': 1, 2: [null, true], false: {}}.exists(k, k == 'a') && int('42') % 5 == 2",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[] Event = Encoding.UTF8.GetBytes(
        """{"type":"order","time":"2030-01-02T03:04:05Z","data":{"x":null,"n":1.5,"list":[1,2,3.5,"a",[1]],"map":{"k":true,"k":false}}}""");

    [Fact]
    public void Mutated_expressions_are_evaluated_or_refused()
    {
        var budget = new FuzzBudget(output);
        var mutator = new Mutator(budget.Seed);
        var (inputs, refused, failed) = (0, 0, 0);
        for (; budget.IsLeft; inputs++)
        {
            var expression = mutator.Pick(Expressions);
            var text = Encoding.UTF8.GetString(mutator.Once(8) ? expression : mutator.Mutate(expression));
            var start = Stopwatch.GetTimestamp();
            using var document = Read(mutator.Once(3) ? mutator.Mutate(Event) : Event);
            try
            {
                if (!CelExpression.Parse(text, ["event"]).TryEvaluateBoolean(new CelVariable("event", document.RootElement), out _, out _))
                    failed++;
            }
            catch (CelException exception)
            {
                refused++;
                Assert.False(string.IsNullOrWhiteSpace(exception.Message), $"seed {budget.Seed}, input {inputs}");
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < LongestInput, $"seed {budget.Seed}, input {inputs} took too long");
        }

        output.WriteLine($"{inputs} expressions, {refused} refused, {failed} without a value");
        Assert.True(refused > 0 && failed > 0 && refused < inputs, "the inputs are of one sort only");
    }

    private static JsonDocument Read(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return JsonDocument.Parse(Event);
        }
    }
}
