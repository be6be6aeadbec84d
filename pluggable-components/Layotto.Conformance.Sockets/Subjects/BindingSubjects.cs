using Layotto.Components.Bindings;
using Layotto.Conformance.Bindings;

namespace Layotto.Conformance.Sockets.Subjects;

/// <summary>Bindings, in the directions that they have.</summary>
internal static class BindingSubjects
{
    /// <summary>The ability of an input binding whose events come by themselves, such as those of a clock.</summary>
    public const string Events = "events";

    public static IEnumerable<BoundCase> Cases(ConformanceTarget target)
    {
        var cases = new List<BoundCase>();
        var output = target.Component as IOutputBinding;
        if (target.Component is IInputBinding input)
            cases.AddRange(BoundCase.Of(InputBindingConformance.Suite, Input(target, input, output)));
        if (output is not null)
            cases.AddRange(BoundCase.Of(OutputBindingConformance.Suite, Output(target, output)));
        return cases;
    }

    private static InputBindingSubject Input(ConformanceTarget target, IInputBinding input, IOutputBinding? output)
    {
        Func<CancellationToken, Task>? trigger = target.Options.Trigger switch
        {
            { } operation when output is not null => token => output.InvokeAsync(
                new BindingRequest(operation, "Hello, conformance!"u8.ToArray(), Name(target, $"conformance-{Guid.NewGuid():N}")), token).AsTask(),
            null when target.Abilities().Contains(Events) => _ => Task.CompletedTask,
            _ => null,
        };
        return new InputBindingSubject { Binding = input, TriggerAsync = trigger };
    }

    private static OutputBindingSubject Output(ConformanceTarget target, IOutputBinding output) => new()
    {
        Binding = output,
        Abilities = target.Abilities([.. output.Operations.Select(operation => (operation, true))]),
        Naming = name => Name(target, name),
    };

    private static Dictionary<string, string> Name(ConformanceTarget target, string name) => new() { [target.Options.NameKey] = name };
}
