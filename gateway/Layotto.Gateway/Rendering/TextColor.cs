namespace Layotto.Gateway.Rendering;

/// <summary>How text looks on a terminal: the number of the SGR parameter (ECMA-48, 8.3.117).</summary>
internal enum TextColor
{
    Bold = 1,
    Dim = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
    Blue = 34,
    Cyan = 36,
}
