using System.Text.Json;

namespace Layotto.Runtime.Expressions;

/// <summary>A JSON array, whose elements are looked at once somebody asks for them.</summary>
internal sealed class CelJsonList(JsonElement element)
{
    private CelValue[]? _items;

    public CelValue[] Items => _items ??= [.. element.EnumerateArray().Select(CelValue.FromJson)];
}
