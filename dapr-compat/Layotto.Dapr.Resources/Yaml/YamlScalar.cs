namespace Layotto.Dapr.Resources.Yaml;

/// <summary>A single value.</summary>
internal sealed class YamlScalar(YamlOrigin origin, int line, string text, bool isPlain) : YamlNode(origin, line)
{
    private ScalarValue? _value;

    /// <summary>The text, with quotes and escapes resolved.</summary>
    public string Text { get; } = text;

    /// <summary>Whether it was written without quotes and may therefore be a number, a boolean or nothing.</summary>
    public bool IsPlain { get; } = isPlain;

    public ScalarValue Value => _value ??= IsPlain ? ScalarValue.OfPlain(Text) : ScalarValue.OfText(Text);

    public bool IsNull => Value.Kind == ScalarKind.Null;

    public override long Weight => 1 + Text.Length;

    public override string Title => Value.Kind switch
    {
        ScalarKind.Null => "empty",
        ScalarKind.Boolean => "a boolean",
        ScalarKind.Integer or ScalarKind.Float => "a number",
        _ => "a text",
    };
}
