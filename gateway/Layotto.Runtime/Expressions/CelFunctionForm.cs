namespace Layotto.Runtime.Expressions;

/// <summary>How a function is called.</summary>
internal enum CelFunctionForm
{
    /// <summary><c>f(x)</c>.</summary>
    Global,

    /// <summary><c>x.f()</c>.</summary>
    Member,

    /// <summary>Either way.</summary>
    Both,
}
