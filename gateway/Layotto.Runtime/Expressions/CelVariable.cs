using System.Text.Json;

namespace Layotto.Runtime.Expressions;

/// <summary>An activation with one variable, such as the <c>event</c> of a routing rule.</summary>
public sealed class CelVariable : ICelActivation
{
    private readonly string _name;
    private readonly CelValue _value;

    /// <summary>Creates an activation.</summary>
    /// <param name="name">The variable's name.</param>
    /// <param name="value">Its value.</param>
    public CelVariable(string name, CelValue value)
    {
        _name = name;
        _value = value;
    }

    /// <summary>Creates an activation over JSON. Its document must outlive the evaluation; all its numbers are doubles, as in Dapr.</summary>
    public CelVariable(string name, JsonElement value)
        : this(name, CelValue.FromJson(value))
    {
    }

    /// <inheritdoc/>
    public bool TryGet(string name, out CelValue value)
    {
        value = _value;
        return name == _name;
    }
}
