namespace Layotto.Benchmarks.BareKestrel;

internal enum BareMode
{
    H2,
    H1,
    Hello,
    Loop,
    Relay,
}
