namespace Layotto.Runtime.Expressions;

/// <summary>A function of the language.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Least">The fewest arguments it takes, its owner included where it is called as a member.</param>
/// <param name="Most">The most it takes.</param>
/// <param name="Form">Whether it is called as a member of its first argument.</param>
/// <param name="Takes">The types of its first argument.</param>
/// <param name="Result">The type of its result; dynamic where it depends.</param>
/// <param name="Body">What it does. No argument is an error.</param>
internal sealed record CelFunction(
    string Name, int Least, int Most, CelFunctionForm Form, CelKind[] Takes, CelKind Result, Func<CelValue[], CelValue> Body);
